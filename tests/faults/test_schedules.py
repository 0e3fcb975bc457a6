"""Every schedule of so many pre-emptions is there, and of those that cannot be told apart one."""

from itertools import combinations, pairwise, product

import hypothesis.strategies as st
import pytest
from hypothesis import given

from infrastructure.faults.footprints import Footprint, Touch, meetings
from infrastructure.faults.schedules import Schedule, schedules, unlike

PLACES = ("table/a/x", "table/a/y", "table/b/x", "table/a/", "")
footprints = st.lists(
    st.lists(st.builds(Touch, st.sampled_from(PLACES), st.booleans()), max_size=2).map(tuple), min_size=1, max_size=5
)


def played_out(schedule: Schedule, first: int, second: int) -> list[tuple[int, int]]:
    """Write the order of all calls out, by act and number, as the baton would pass it."""
    order: list[tuple[int, int]] = []
    left, holder = [first, second], 0
    for calls in (*schedule, 99, 99):
        made = min(calls, left[holder])
        done = (first, second)[holder] - left[holder]
        order += [(holder, done + number) for number in range(made)]
        left[holder] -= made
        holder = 1 - holder
    return order


def pre_emptions(holders: tuple[int, ...]) -> int:
    """Count how often an act lost its turn before it had ended."""
    turns = enumerate(pairwise(holders), start=1)
    return sum(before != after and before in holders[number:] for number, (before, after) in turns)


@pytest.mark.parametrize("most", [2, 3, 4])
@pytest.mark.parametrize(("first", "second"), [(1, 1), (3, 4), (5, 2), (4, 4)])
def test_gives_every_order_of_so_many_pre_emptions_and_no_other(first: int, second: int, most: int) -> None:
    """Whichever act begins: compared with all orders there are, counted out by hand."""
    calls = first + second
    every = {tuple(int(at not in firsts) for at in range(calls)) for firsts in combinations(range(calls), first)}

    given_ = {tuple(act for act, _ in played_out(each, first, second)) for each in schedules(first, second, most)}

    assert given_ == {holders for holders in every if pre_emptions(holders) <= most}


def seen_order(schedule: Schedule, ones: list[Footprint], others: list[Footprint]) -> tuple[bool, ...]:
    order = played_out(schedule, len(ones), len(others))
    return tuple(order.index((0, a)) < order.index((1, b)) for a, b in meetings(ones, others))


@given(footprints, footprints)
def test_keeps_every_order_of_calls_that_meet_exactly_once(ones: list[Footprint], others: list[Footprint]) -> None:
    """The kept schedules show as many different orders as all of them do, each once."""
    candidates = list(product(range(len(ones) + 1), range(1, len(others) + 1)))

    kept = list(unlike(candidates, ones, others))

    shown = [seen_order(schedule, ones, others) for schedule in kept]
    assert len(shown) == len(set(shown))
    assert set(shown) == {seen_order(schedule, ones, others) for schedule in candidates}
