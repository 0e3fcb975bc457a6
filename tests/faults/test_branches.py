"""A branch plays on alone, hands over what came of it, and a broken or dead one is told of."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from infrastructure.faults.branches import BranchError, Branches, Case, explore, side_by_side
from infrastructure.faults.invariants import Violation
from infrastructure.faults.run import Report

# pytest-xdist's workers have threads of their own; a branch of these tests uses none of them.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def report(mails: int) -> Report:
    return Report((), 0, mails, ())


def test_gives_every_branch_in_the_order_it_was_forked() -> None:
    """The run itself comes first; what a branch changes is its own."""
    seen: list[int] = []

    def play(branches: Branches) -> Report:
        for number in range(5):
            if branches.part(str(number)):
                seen.append(number)
                return report(number)
        return report(99)

    cases = explore(play, "all")

    assert [(case.name, case.report.mails) for case in cases] == [("all", 99), *((str(n), n) for n in range(5))]
    assert seen == []


def test_ends_at_the_first_branch_that_is_enough() -> None:
    """Branches are then played one after the other, so that the count is the same every time."""
    runs = ((str(number), lambda number=number: report(number)) for number in range(50))

    def play(branches: Branches) -> Report:
        for name, act in runs:
            if branches.part(name):
                return act()
        return report(0)

    cases = explore(play, branches=Branches(is_enough=lambda case: case.report.mails == 2))

    assert [case.name for case in cases] == ["0", "1", "2"]


def test_a_run_that_breaks_off_is_a_violation() -> None:
    """An error in a branch is what came of it; the others are played all the same."""

    def break_off() -> Report:
        message = "POST clients was answered 500"
        raise AssertionError(message)

    broken, whole = side_by_side([("broken", break_off), ("whole", lambda: report(1))])

    assert broken.report.violations == (
        Violation("L1", "the run broke off: AssertionError: POST clients was answered 500"),
    )
    assert whole == Case("whole", report(1))


def test_names_a_branch_whose_process_died() -> None:
    """A process that was killed hands nothing over, and that must not pass for a run without violations."""
    with pytest.raises(BranchError, match="the process of killed died"):
        side_by_side([("killed", lambda: os._exit(9))])


def test_a_branch_leaves_the_folders_it_found(tmp_path: Path) -> None:
    """A run that parts in the middle of a folder's work still has that folder; what a branch makes itself goes."""
    held = []

    def play(branches: Branches) -> Report:
        with TemporaryDirectory(dir=tmp_path) as room:
            if branches.part("leaves"):
                with TemporaryDirectory(dir=tmp_path):
                    return report(1)
            branches.all()
            held.append(Path(room).exists())
        return report(0)

    explore(play)

    assert held == [True]
    assert list(tmp_path.iterdir()) == []


def test_parts_no_more_on_its_way_out() -> None:
    """What a run does as it is left, such as letting go of a hold, forks nothing off any more."""

    def play(branches: Branches) -> Report:
        try:
            if branches.part("enough"):
                return report(2)
        finally:
            if not branches.is_branch:
                branches.part("too late")
        return report(0)

    cases = explore(play, branches=Branches(is_enough=lambda case: case.report.mails == 2))

    assert [case.name for case in cases] == ["enough"]
