"""The daily rehearsal: a made-up client of a made-up therapist, whose mail goes to SES's own simulator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

THERAPIST = "rehearsal"
MAILBOX = "success@simulator.amazonses.com"  # takes every mail, tells of it, and counts for no rate
EVERY = timedelta(hours=24)
PATIENCE = timedelta(hours=3)  # from the upload to the proof that nothing is left


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """One walk through the flow: whose, since when, and how it ended; `trouble` is empty where all went well."""

    client_id: str
    began_at: datetime
    ended_at: datetime | None = None
    trouble: str = ""

    def is_over(self, now: datetime) -> bool:
        """Whether the next one is due."""
        return self.ended_at is not None and now - self.began_at >= EVERY

    def is_late(self, now: datetime) -> bool:
        """Whether it has taken longer than it may."""
        return now - self.began_at >= PATIENCE


def rehearsal_at(now: datetime) -> Rehearsal:
    """Begin the rehearsal of this moment, with a client of its own."""
    return Rehearsal(f"{THERAPIST}-{now:%Y%m%d-%H%M%S-%f}", now)
