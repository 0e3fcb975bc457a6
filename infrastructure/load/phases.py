"""One phase of the load: so many uploads, at once or so many a second, to the last mail."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from infrastructure.cli.waiting import came_in_time
from infrastructure.load.meter import Bill
from infrastructure.load.practice import Practice, mails_by_prompt
from infrastructure.load.watching import Watcher, dead_letters, watch
from infrastructure.local.stack import LocalStack

_LOOK_S = 0.5


class LoadError(Exception):
    """The load did not come to its end in time; the message says what was left."""


@dataclass(frozen=True, slots=True)
class Phase:
    """What is asked of a phase: uploads, and how many a second; 0 means all at once."""

    name: str
    uploads: int
    a_second: float = 0.0


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a phase; times in seconds."""

    phase: Phase
    approved: int
    sent: int
    twice: int
    states: dict[str, int]
    left: dict[str, int]  # messages that nobody took, by queue
    to_ready: Sequence[float]
    to_mail: Sequence[float]
    oldest_s: dict[str, float]
    most_messages: int
    memory_mb: float
    took_s: float
    bill: Bill
    arrived_a_second: float  # uploads, until the last was in the bucket

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost and no mail went twice."""
        all_ready = self.states == {"READY": self.phase.uploads}
        return all_ready and self.approved == self.sent and not self.twice and not self.left


def play_phase(
    stack: LocalStack, practice: Practice, bill: Bill, phase: Phase, *, limit_s: float, tell: Callable[[str], None]
) -> Played:
    """Upload, wait until every session has ended, approve the best note of each, and wait for the mails.

    `tell` hears, at every look, how far it is.

    Raises:
        LoadError: when it did not come to its end in time.
    """
    clients = practice.enrol(phase.uploads)
    before, mails_before = bill.snapshot(), mails_by_prompt()
    began = time.monotonic()
    with watch(stack, clients) as seen:
        uploaded_at = _upload(practice, phase, clients)
        _wait(lambda: _have_ended(seen, practice), "sessions to end", limit_s, seen, tell)
        approved_at = time.monotonic()
        approved = practice.approve_all(clients, tell)
        stack.tick("ReleasePromptsFunction")
        _wait(lambda: len(seen.sent_at) >= approved, "mails to go", limit_s, seen, tell)
        stack.wait_idle(limit_s)
    mails = mails_by_prompt() - mails_before
    states = [seen.states[client_id] for client_id in clients]
    return Played(
        phase=phase,
        approved=approved,
        sent=len(mails),
        twice=sum(count > 1 for count in mails.values()),
        states={state: states.count(state) for state in sorted(set(states))},
        left=dead_letters(),
        to_ready=[seen.ended_at[each] - uploaded_at[each] for each in clients],
        to_mail=[seen.sent_at[each] - approved_at for each in clients if each in seen.sent_at],
        oldest_s=seen.oldest_s,
        most_messages=seen.most_messages,
        memory_mb=seen.most_memory_mb,
        took_s=time.monotonic() - began,
        bill=bill.snapshot().since(before),
        arrived_a_second=len(clients) / (max(practice.arrived_at) - min(uploaded_at.values())),
    )


def middle_and_slowest(seconds: Sequence[float]) -> tuple[float, float]:
    """Give the median and the 99th percentile; of a single one, itself."""
    if len(seconds) == 1:
        return seconds[0], seconds[0]
    hundredths = quantiles(seconds, n=100, method="inclusive")
    return hundredths[49], hundredths[98]


def _upload(practice: Practice, phase: Phase, clients: Sequence[str]) -> dict[str, float]:
    began, at = time.monotonic(), {}
    for number, client_id in enumerate(clients):
        due = began + (number / phase.a_second if phase.a_second else 0.0)
        time.sleep(max(0.0, due - time.monotonic()))
        at[client_id] = time.monotonic()
        practice.upload(client_id)
    return at


def _have_ended(seen: Watcher, practice: Practice) -> bool:
    if practice.failed:
        message = f"{len(practice.failed)} uploads were refused, the first with {practice.failed[0]}"
        raise LoadError(message)
    return len(seen.ended_at) == len(seen.clients)


def _wait(is_done: Callable[[], bool], what: str, limit_s: float, seen: Watcher, tell: Callable[[str], None]) -> None:
    def look() -> bool:
        tell(_came_to(seen))
        return is_done()

    if not came_in_time(look, limit_s=limit_s, look_s=_LOOK_S):
        message = f"waited {limit_s:.0f} s for {what}: {_came_to(seen)}; on the queues: {dead_letters()}"
        raise LoadError(message)


def _came_to(seen: Watcher) -> str:
    return f"of {len(seen.clients)} sessions {len(seen.ended_at)} ended, {len(seen.sent_at)} notes were sent"
