"""A thread's life across sessions: what happened to it and when, in identifiers and times, never in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import dropwhile, groupby

from shared.domain.identity import SessionRef


class ThreadEventKind(StrEnum):
    """What can happen to a kept thread; the first three come from readings, the others are a therapist's tap."""

    OPENED = "opened"
    CAME_BACK = "came back"
    FINISHED = "finished"
    TAKEN_UP = "taken up"
    NOT_TODAY = "not today"
    CLOSED = "closed"


class ThreadState(StrEnum):
    """Where a kept thread stands."""

    OPEN = "OPEN"
    TAKEN_UP = "TAKEN_UP"
    CLOSED = "CLOSED"


_LEADS_TO = {
    ThreadEventKind.OPENED: ThreadState.OPEN,
    ThreadEventKind.CAME_BACK: ThreadState.OPEN,
    ThreadEventKind.FINISHED: ThreadState.CLOSED,
    ThreadEventKind.TAKEN_UP: ThreadState.TAKEN_UP,
    ThreadEventKind.NOT_TODAY: ThreadState.OPEN,
    ThreadEventKind.CLOSED: ThreadState.CLOSED,
}
TAPS = frozenset({ThreadEventKind.TAKEN_UP, ThreadEventKind.NOT_TODAY, ThreadEventKind.CLOSED})
_ORDER = list(ThreadEventKind)  # of what happened at one moment: a tap comes after what it was about
SIGHTINGS = frozenset({ThreadEventKind.OPENED, ThreadEventKind.CAME_BACK})
_NO_SESSION = SessionRef("", "")


@dataclass(frozen=True, slots=True)
class ThreadRef:
    """Where a thread stands in the ledger."""

    client_id: str
    thread_id: str


@dataclass(frozen=True, slots=True)
class ThreadEvent:
    """One thing that happened to one thread.

    `session` and `rank` (counted from 1) say which thread of which reading it was, where a reading
    brought it; what was said lies in that reading, in the vault. `tapped_by` is the therapist who tapped.
    """

    ref: ThreadRef
    kind: ThreadEventKind
    at: datetime
    session: SessionRef = _NO_SESSION
    rank: int = 0
    tapped_by: str = ""


@dataclass(frozen=True, slots=True)
class KeptThread:
    """A thread with everything that happened to it, oldest first; the last of it says where it stands."""

    ref: ThreadRef
    events: tuple[ThreadEvent, ...]

    @property
    def state(self) -> ThreadState:
        """Where it stands now."""
        return _LEADS_TO[self.events[-1].kind]

    def state_before(self, moment: datetime) -> ThreadState:
        """Where it stood just before a moment."""
        happened = [event for event in self.events if event.at < moment]
        return _LEADS_TO[happened[-1].kind] if happened else ThreadState.OPEN

    @property
    def sightings(self) -> tuple[ThreadEvent, ...]:
        """The readings it was open in, oldest first."""
        return tuple(event for event in self.events if event.kind in SIGHTINGS)

    @property
    def changed_at(self) -> datetime:
        """When the last thing happened to it."""
        return self.events[-1].at

    def rank_in(self, session: SessionRef) -> int:
        """Give its rank in one session's reading, 0 where it was not open there."""
        return next((event.rank for event in self.sightings if event.session == session), 0)

    def before(self, moment: datetime) -> Sequence[ThreadEvent]:
        """Give the sightings earlier than this moment, oldest first."""
        return [event for event in self.sightings if event.at < moment]


def thread_id_of(session_id: str, rank: int, swaps: int = 0) -> str:
    """Name a thread after the reading that opened it, so that a second delivery names it the same."""
    return f"{session_id}-t{rank}" + (f"-{swaps}" if swaps else "")


def kept_threads(events: Iterable[ThreadEvent]) -> list[KeptThread]:
    """Gather events into threads, the one that changed last first; the order they come in does not count.

    What was tapped before the first sighting belonged to a reading that was withdrawn, and is left out.
    """
    ordered = sorted(set(events), key=lambda event: (event.ref.thread_id, event.at, _ORDER.index(event.kind)))
    threads = [
        KeptThread(ref, tuple(happened))
        for ref, group in groupby(ordered, key=lambda event: event.ref)
        if (happened := list(dropwhile(lambda event: event.kind not in SIGHTINGS, group)))
    ]
    return sorted(threads, key=lambda thread: (thread.changed_at, thread.ref.thread_id), reverse=True)
