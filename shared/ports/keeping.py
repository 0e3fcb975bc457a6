"""What proves and what outlives: the audit trail, and the ledger of erasures."""

from collections.abc import Sequence
from typing import Protocol

from shared.domain.erasure import Erasure
from shared.domain.trail import Entry


class Trail(Protocol):
    """The audit trail: written once, never changed."""

    def write(self, entry: Entry) -> None:
        """Add an entry; adding it twice changes nothing."""
        ...

    def of_client(self, client_id: str) -> Sequence[Entry]:
        """Everything that happened about one client, oldest first."""
        ...


class Erasures(Protocol):
    """The ledger of erasures, outside every backup."""

    def record(self, erasure: Erasure) -> None:
        """Record that a client's things are gone; recording it twice changes nothing."""
        ...

    def every(self) -> Sequence[Erasure]:
        """Every erasure there ever was, oldest first."""
        ...

    def of_client(self, client_id: str) -> Sequence[Erasure]:
        """The erasures of one client, oldest first."""
        ...

    def are_applied(self) -> bool:
        """Whether the ledger of clients has been through every erasure; false after a restore."""
        ...

    def mark_applied(self) -> None:
        """Record that the ledger of clients has been through every erasure."""
        ...
