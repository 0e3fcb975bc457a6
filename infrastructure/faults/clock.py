"""A clock that stands still until the simulation moves it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


def _now() -> datetime:
    # Real time, because moto stamps what it keeps and signatures are checked against the machine's clock.
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class VirtualClock:
    """The only clock the handlers see."""

    moment: datetime = field(default_factory=_now)
    began: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Note when it began."""
        self.began = self.moment

    @property
    def elapsed_s(self) -> float:
        """Seconds since it began."""
        return (self.moment - self.began).total_seconds()

    def now(self) -> datetime:
        """Give the moment, in UTC."""
        return self.moment

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.moment += by

    def move_to(self, moment: datetime) -> None:
        """Let time pass until a moment, never back."""
        self.moment = max(self.moment, moment)
