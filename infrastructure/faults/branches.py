"""Forks a run where it stands: what runs have in common at their beginning is played once, and two play at once.

A branch is a process of its own with moto's memory in it; it plays its run to the end, hands over what came
of it, and is gone. So nothing that one branch does, a deliberate mistake included, is seen by another.
"""

import gc
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from tempfile import TemporaryDirectory
from typing import Any, NoReturn
from unittest.mock import patch

from infrastructure.faults.invariants import Violation
from infrastructure.faults.run import Report

CORES = os.cpu_count() or 1


class Enough(BaseException):
    """The run was forked as often as was wanted."""


class BranchError(Exception):
    """A branch died before it could hand anything over."""


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a layer: its name repeats it, its report says what came of it."""

    name: str
    report: Report


@dataclass
class Branches:
    """Every branch of one run; in a branch, the way back.

    With `is_enough`, one branch is played after the other, and the first of which it is true ends the run.
    """

    at_once: int = CORES
    is_enough: Callable[[Any], bool] | None = None
    _names: list[str] = field(default_factory=list)
    _came_to: dict[int, Any] = field(default_factory=dict)
    _open: dict[Connection, tuple[int, int]] = field(default_factory=dict)
    _back: Connection | None = None
    _is_over: bool = False

    @property
    def is_branch(self) -> bool:
        """Whether this process is a branch."""
        return self._back is not None

    def part(self, name: str) -> bool:
        """Fork a branch off: True in the branch, which plays on, and False where it came from.

        Raises:
            Enough: when no more are wanted; also from what a run still does as it is left.
        """
        if self._is_over:
            raise Enough
        receives, sends = Pipe(duplex=False)
        self._names.append(name)
        process = os.fork()
        if not process:
            self._back, self._open = sends, {}
            gc.disable()  # a branch is soon gone, and looking through its memory would copy it
            return True
        sends.close()
        self._open[receives] = (process, len(self._names) - 1)
        while len(self._open) >= (1 if self.is_enough else self.at_once):
            self._take()
        return False

    def all(self) -> list[Any]:
        """Wait for every branch, and give what they came to in the order they were forked."""
        while self._open:
            self._take()
        return [self._came_to[number] for number in sorted(self._came_to)]

    def hand_over(self, report: Report) -> NoReturn:
        """End this branch with what came of its run."""
        assert self._back is not None, "only a branch hands something over"  # noqa: S101
        self._back.send(Case(self._names[-1], report))
        os._exit(0)

    def _take(self) -> None:
        for receives in wait(list(self._open)):
            assert isinstance(receives, Connection)  # noqa: S101  (nothing else was given)
            process, number = self._open.pop(receives)
            try:
                self._came_to[number] = receives.recv()
            except EOFError:
                message = f"the process of {self._names[number]} died"
                raise BranchError(message) from None
            finally:
                receives.close()
                os.waitpid(process, 0)
            if self.is_enough and self.is_enough(self._came_to[number]):
                self._is_over = True
                raise Enough


def explore(play: Callable[[Branches], Report], name: str = "", branches: Branches | None = None) -> list[Case]:
    """Play a run that forks branches off; give a case for each, and one for the run itself where it has a name."""
    branches = branches or Branches()
    gc.collect()
    gc.freeze()  # what is there already is never looked through, and so never copied, in a branch
    try:
        with _folders_of_their_own():
            report = play(branches)
    except Enough as enough:
        if not branches.is_branch:
            return list(branches.all())
        report = _broken(enough)  # whatever it was: a branch must never go on as if it were the run it came from
    except BaseException as error:
        if not branches.is_branch:
            raise
        report = _broken(error)
    if branches.is_branch:
        branches.hand_over(report)
    return [*([Case(name, report)] if name else []), *branches.all()]


@contextmanager
def _folders_of_their_own() -> Iterator[None]:
    """Let a branch that leaves a folder made before it parted not take it from under the run it came from."""
    makers: dict[str, int] = {}
    enter, leave = TemporaryDirectory.__enter__, TemporaryDirectory.__exit__

    def note_maker(self: TemporaryDirectory[str]) -> str:
        makers[self.name] = os.getpid()
        return enter(self)

    def leave_if_made_here(self: TemporaryDirectory[str], *error: Any) -> None:  # noqa: ANN401
        if makers.get(self.name, os.getpid()) == os.getpid():
            leave(self, *error)
        else:
            self._finalizer.detach()  # type: ignore[attr-defined]  # or it would be removed when nobody holds it

    with (
        patch.object(TemporaryDirectory, "__enter__", note_maker),
        patch.object(TemporaryDirectory, "__exit__", leave_if_made_here),
    ):
        yield


def side_by_side(acts: Iterable[tuple[str, Callable[[], Report]]]) -> list[Case]:
    """Play each of these named runs in a process of its own."""

    def play(branches: Branches) -> Report:
        for name, act in acts:
            if branches.part(name):
                return act()
        raise Enough

    return explore(play)


def _broken(error: BaseException) -> Report:
    finding = f"the run broke off: {type(error).__name__}: {error}"
    return Report((), 0, 0, (Violation("L1", finding),))
