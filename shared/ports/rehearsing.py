"""How the daily rehearsal stands, between two ticks."""

from typing import Protocol

from shared.domain.rehearsal import Rehearsal


class Rehearsals(Protocol):
    """The latest rehearsal."""

    def latest(self) -> Rehearsal | None:
        """Give the latest rehearsal, or None before the first."""
        ...

    def keep(self, rehearsal: Rehearsal) -> None:
        """Keep how it stands now."""
        ...
