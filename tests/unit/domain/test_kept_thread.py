"""A thread across sessions: what happened last says where it stands, in whatever order it is told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.identity import SessionRef
from shared.domain.kept_thread import (
    KeptThread,
    ThreadEvent,
    ThreadEventKind,
    ThreadRef,
    ThreadState,
    kept_threads,
    thread_id_of,
)
from shared.domain.returning import come_back

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
REF = ThreadRef("c-1", thread_id_of("s-1", 1))


def happened(kind: ThreadEventKind, day: int, session_id: str = "", rank: int = 0) -> ThreadEvent:
    return ThreadEvent(REF, kind, START + timedelta(days=day), SessionRef("c-1", session_id), rank)


OPENED = happened(ThreadEventKind.OPENED, 0, "s-1", 1)


def kept(*later: ThreadEvent) -> KeptThread:
    (thread,) = kept_threads([*later, OPENED])
    return thread


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([], ThreadState.OPEN),
        ([ThreadEventKind.NOT_TODAY], ThreadState.OPEN),
        ([ThreadEventKind.TAKEN_UP], ThreadState.TAKEN_UP),
        ([ThreadEventKind.TAKEN_UP, ThreadEventKind.CLOSED], ThreadState.CLOSED),
        ([ThreadEventKind.FINISHED], ThreadState.CLOSED),
        ([ThreadEventKind.CLOSED, ThreadEventKind.CAME_BACK], ThreadState.OPEN),
        ([ThreadEventKind.CLOSED, ThreadEventKind.TAKEN_UP], ThreadState.TAKEN_UP),
    ],
)
def test_the_last_thing_that_happened_says_where_a_thread_stands(
    kinds: list[ThreadEventKind], state: ThreadState
) -> None:
    """A closed thread that comes back is open again; a tap corrects a tap."""
    thread = kept(*(happened(kind, day) for day, kind in enumerate(kinds, start=1)))

    assert thread.state is state
    assert thread.state_before(START + timedelta(hours=1)) is ThreadState.OPEN


@given(st.permutations([OPENED, *(happened(kind, day) for day, kind in enumerate(ThreadEventKind, start=1))]))
def test_the_order_and_number_of_tellings_do_not_count(events: list[ThreadEvent]) -> None:
    """Events told twice or late give the same threads."""
    assert kept_threads([*events, *events[:3]]) == kept_threads(sorted(events, key=lambda event: event.at))


def test_a_tap_at_the_same_moment_comes_after() -> None:
    """Nothing can be tapped before it was opened."""
    assert kept(happened(ThreadEventKind.CLOSED, 0)).state is ThreadState.CLOSED


def test_sightings_are_the_readings_it_was_open_in() -> None:
    """A tap is no sighting, and what came later is not before."""
    again = happened(ThreadEventKind.CAME_BACK, 7, "s-2", 3)
    thread = kept(again, happened(ThreadEventKind.TAKEN_UP, 8))

    assert thread.sightings == (OPENED, again)
    assert thread.rank_in(SessionRef("c-1", "s-2")) == 3
    assert thread.rank_in(SessionRef("c-1", "s-9")) == 0
    assert thread.before(again.at) == [OPENED]


def test_an_event_without_its_thread_is_no_thread() -> None:
    """What is left of a thread that was forgotten is not shown."""
    assert kept_threads([happened(ThreadEventKind.CLOSED, 3)]) == []


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(st.floats(-1, 1), min_size=width, max_size=width), max_size=6)
    )
)
def test_no_earlier_matter_comes_back_twice(nearness: list[list[float]]) -> None:
    """Each row and each column is linked at most once, and never below the threshold."""
    linked = come_back(nearness, near_enough=0.3)

    assert len(set(linked.values())) == len(linked)
    assert all(nearness[row][column] >= 0.3 for row, column in linked.items())
    assert all(nearness[row][column] == max(nearness[row]) for row, column in linked.items())


def test_nothing_comes_back_where_nothing_was() -> None:
    """A first session has no earlier matters."""
    assert come_back([[], []], near_enough=0.0) == {}
