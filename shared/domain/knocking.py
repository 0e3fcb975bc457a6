"""How often one caller may come to a door in a minute, and by what a caller is told from others."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

WINDOW = timedelta(minutes=1)


class CallerKind(Enum):
    """What is known of a caller, and how many times the usual number of requests that allows."""

    LINK = 1.0  # came with a link of ours: one client, pressing buttons
    THERAPIST = 5.0  # signed in; a long recording is signed piece by piece
    STRANGER = 0.5  # nothing but an address of origin, which a whole practice may share


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks; `name` is the link's note, the account or the address, and is stored nowhere as it is."""

    kind: CallerKind
    name: str = field(repr=False)

    def comes_too_often(self, requests: int, *, usual: int) -> bool:
        """Tell whether this many requests in one minute are too many."""
        return requests > usual * self.kind.value


def window_at(at: datetime) -> datetime:
    """Give the beginning of the minute."""
    return at.replace(second=0, microsecond=0)
