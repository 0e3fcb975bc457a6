"""A clock that stands still until the simulation moves it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


def _noon() -> datetime:
    # Real time, because moto stamps what it keeps and signatures are checked against the machine's clock.
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class VirtualClock:
    """The only clock the handlers see."""

    moment: datetime = field(default_factory=_noon)

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.moment += by

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a moment, never back."""
        self.moment = max(self.moment, moment)
