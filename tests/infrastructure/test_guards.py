"""The table of guards in docs/threats.md is the one that `make guards` plays, and each can be taken out."""

from collections import Counter
from pathlib import Path

import pytest
from test_threats import names_in

from infrastructure.faults.page import written_in
from infrastructure.faults.patching import patched
from infrastructure.guards.guards import GUARDS, Guard
from infrastructure.guards.playing import Played, row

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "threats.md"


def test_lists_every_guard_as_it_is_played() -> None:
    """Name, guard, how it is taken out and its test, in this order; every one was caught when it was last played."""
    _, _, *lines = written_in(PAGE, "guards")

    assert [line.split(" | ")[:4] for line in lines] == [row(guard, Played()).split(" | ")[:4] for guard in GUARDS]
    assert [line for line in lines if "**no**" in line] == []


@pytest.mark.parametrize("guard", GUARDS, ids=[guard.name for guard in GUARDS])
def test_can_take_every_guard_out(guard: Guard) -> None:
    """What is patched away is there under that name, and so is the test."""
    path, _, name = guard.test.partition("::")

    with patched(guard.patches):
        pass

    assert name.partition("[")[0] in names_in(path)


def test_names_each_guard_once() -> None:
    """A name is what a person types to play it again."""
    assert [name for name, count in Counter(guard.name for guard in GUARDS).items() if count > 1] == []


def test_tells_a_guard_that_is_seen_from_one_that_is_not() -> None:
    """A guard whose test passes all the same is not called caught."""
    held_and_fell, never_fell, broke = Played(2, 2, 1), Played(2, 2, 0), Played(1, 1, 1, broke=1)

    assert [each.is_caught for each in (held_and_fell, never_fell, broke, Played())] == [True, False, False, False]
