"""Speech is gathered for a recogniser without losing a frame, hearing one twice or going back in time."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.sound.gathering import BREATH_S, divide_long, gather, length_of
from shared.domain.sound.levels import FRAMES_PER_S
from shared.domain.sound.speech import read_runs, runs, speech_stretches, write_runs

LONGEST_S, BETWEEN_S = 29.0, 0.3

masks = st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 200)), max_size=12).map(
    lambda lengths: np.repeat([place % 2 == 0 for place in range(2 * len(lengths))], np.ravel(lengths).astype(int))
)


def quiet_at(mask: np.ndarray, *frames: int) -> np.ndarray:
    levels = np.where(mask, -20.0, -60.0).astype(np.float32)
    for frame in frames:
        levels[frame - 5 : frame + 5] = -50.0
    return levels


@given(mask=masks, between_s=st.sampled_from([BETWEEN_S, None]))
def test_gathers_every_spoken_frame_once_and_in_order(mask: np.ndarray, between_s: float | None) -> None:
    """Whatever is spoken, however long: groups are within the limit, and side by side they hold it all."""
    stretches = divide_long(speech_stretches(mask), quiet_at(mask), longest_s=LONGEST_S)

    groups = gather(stretches, longest_s=LONGEST_S, between_s=between_s)

    flat = [stretch for group in groups for stretch in group]
    assert all(length_of(group, between_s or 0.0) <= LONGEST_S + 1e-6 for group in groups)
    assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(flat))
    for first, end in runs(mask):
        middles = (np.arange(first, end) + 0.5) / FRAMES_PER_S
        heard = sum(((start_s <= middles) & (middles < end_s)).astype(int) for start_s, end_s in flat)
        assert (heard == 1).all()


@given(mask=masks)
def test_fills_what_is_heard_at_once(mask: np.ndarray) -> None:
    """No group could have taken in the first stretch of the next one."""
    stretches = divide_long(speech_stretches(mask), quiet_at(mask), longest_s=LONGEST_S)

    groups = gather(stretches, longest_s=LONGEST_S, between_s=BETWEEN_S)

    for group, following in pairwise(groups):
        first = next(stretch for stretch in stretches if stretch[0] == following[0][0])
        pause_s = first[0] - group[-1][1]
        added_s = first[1] - first[0] + (pause_s if pause_s <= BREATH_S else BETWEEN_S)
        assert length_of(group, BETWEEN_S) + added_s > LONGEST_S - 1e-6


def test_cuts_what_has_no_pause_where_it_is_quietest() -> None:
    """Forty seconds in one breath: cut in the dip at 21 s, not through a word at 29 s."""
    mask = np.ones(round(40 * FRAMES_PER_S), dtype=np.bool_)

    (_, cut_s), (again_s, _) = divide_long([(0.0, 40.0)], quiet_at(mask, 1050), longest_s=LONGEST_S)

    assert cut_s == again_s
    assert abs(cut_s - 21.0) < 0.2


@given(rows=st.lists(st.lists(st.booleans(), min_size=40, max_size=40), min_size=1, max_size=2))
def test_reads_where_somebody_speaks_as_it_was_written(rows: list[list[bool]]) -> None:
    """The mask travels with a part as text."""
    spoken = np.array(rows, dtype=np.bool_)

    assert np.array_equal(read_runs(write_runs(spoken), len(rows), 40), spoken)
