"""Runs several handlers in turns, one AWS call at a time, in an order that is given: races without luck."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import boto3

PATIENCE_S = 60.0
_here = threading.local()


@dataclass
class Actor:
    """One piece of work in a thread of its own, which stops before each of its AWS calls."""

    name: str
    work: Callable[[], object]
    may_go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    stopped: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    is_done: bool = False
    waits: bool = False
    error: BaseException | None = None

    def start(self) -> None:
        """Go up to the first AWS call."""
        threading.Thread(target=self._run, name=self.name, daemon=True).start()
        self._await_stop()

    def step(self) -> None:
        """Make the call it stands before, and go up to the next one."""
        self.may_go.release()
        self._await_stop()

    def pause(self) -> None:
        """Stop here until the conductor says go; called from the actor's own thread."""
        self.stopped.release()
        assert self.may_go.acquire(timeout=PATIENCE_S)

    def wait_for_the_others(self) -> None:
        """Stop until every other actor has ended."""
        self.waits = True
        self.pause()

    def _run(self) -> None:
        _here.actor = self
        try:
            self.work()
        except BaseException as error:  # noqa: BLE001  (told to the test below)
            self.error = error
        self.is_done = True
        self.stopped.release()

    def _await_stop(self) -> None:
        assert self.stopped.acquire(timeout=PATIENCE_S), f"{self.name} does not come to its next call"
        if self.error is not None:
            raise self.error


def stop_before_calls() -> Callable[[], None]:
    """Let every client made from now on stop its actor before each call; gives what ends that."""
    events = boto3._get_default_session().events

    def before_call(**_: Any) -> None:
        actor = getattr(_here, "actor", None)
        if actor is not None:
            actor.pause()

    events.register("before-call", before_call)
    return lambda: events.unregister("before-call", before_call)


def current() -> Actor:
    """Give the actor whose thread this is."""
    actor: Actor = _here.actor
    return actor


TO_THE_END = 10_000
Schedule = Sequence[tuple[int, int]]  # which actor, and how many calls it makes before the next one's turn


def play(actors: Sequence[Actor], schedule: Schedule, look: Callable[[], None]) -> list[int]:
    """Play one schedule, look at the world after every call, and give how many calls each actor made.

    After the schedule everybody goes on to the end, in order; who waits for the others goes last.
    """
    made = [0 for _ in actors]
    for actor in actors:
        actor.start()
    rest = [(number, TO_THE_END) for number in range(len(actors))] * 2
    for number, calls in (*schedule, *rest):
        actor = actors[number]
        for _ in range(calls):
            if actor.is_done or (actor.waits and not all(each.is_done for each in actors if each is not actor)):
                break
            actor.waits = False
            actor.step()
            made[number] += 1
            look()
    assert all(actor.is_done for actor in actors)
    return made


def schedules(*, switches: int, lengths: tuple[int, int], cuts: Sequence[int] | None = None) -> Iterator[Schedule]:
    """Give every schedule of two actors with so many switches, shortest first.

    `lengths` are the calls each makes when alone; `cuts`, where given, are the only places at which
    the second actor is left in the middle, and then it has begun.
    """
    for first in range(lengths[0] + 1):
        yield [(0, first), (1, TO_THE_END)]
    for second in range(lengths[1] + 1):
        yield [(1, second), (0, TO_THE_END)]
    if switches < 3:
        return
    for second in cuts if cuts is not None else range(1, lengths[1]):
        for first in range(1, lengths[0]):
            yield [(1, second), (0, first), (1, TO_THE_END)]
            if cuts is None:
                yield [(0, first), (1, second), (0, TO_THE_END)]
