"""However silences fall, every sample is in exactly one part, but for what a forced cut shares on purpose."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.media.part_cutter import PartCutter, Piece
from shared.domain.sound.cutting import OVERLAP_S
from shared.domain.sound.levels import FRAME, FRAMES_PER_S, RATE

TARGET_S = 4.0
BLOCK = 50 * FRAME  # a second
OVERLAP = round(2 * OVERLAP_S * RATE)

runs_of_frames = st.lists(st.integers(1, 400), min_size=1, max_size=30)


def cut(spoken: np.ndarray, samples: np.ndarray) -> list[Piece]:
    cutter = PartCutter(TARGET_S, lambda first, end: np.resize(spoken[:, first:end], (1, end - first)))
    blocks = [samples[:, first : first + BLOCK] for first in range(0, samples.shape[1], BLOCK)]
    return [*(piece for block in blocks for piece in cutter.feed(block)), *cutter.finish()]


@settings(max_examples=60)
@given(lengths=runs_of_frames, tail=st.integers(0, FRAME - 1), begins_spoken=st.booleans())
def test_loses_no_sample_and_has_none_twice(lengths: list[int], tail: int, *, begins_spoken: bool) -> None:
    """The parts laid side by side are the recording; cuts lie in silences or are marked as forced."""
    turns = [bool((place + begins_spoken) % 2) for place in range(len(lengths))]
    spoken = np.repeat(turns, lengths)[None]
    count = spoken.shape[1] * FRAME + tail
    samples = (np.arange(count) % 30_011).astype(np.int16)[None]

    pieces = cut(spoken, samples)

    assert pieces[0].first == 0
    for piece in pieces:
        assert np.array_equal(piece.samples, samples[:, piece.first : piece.first + piece.samples.shape[1]])
    for earlier, later in pairwise(pieces):
        shared = earlier.first + earlier.samples.shape[1] - later.first
        assert shared == (OVERLAP if earlier.forced_cut else 0)
        assert earlier.forced_cut or not spoken[0, later.first // FRAME]
    assert pieces[-1].first + pieces[-1].samples.shape[1] == count


@settings(max_examples=60)
@given(lengths=runs_of_frames)
def test_keeps_parts_between_a_floor_and_a_ceiling(lengths: list[int]) -> None:
    """Three quarters of the target at least, but for the last one, and twice the target at most, with the overlap."""
    spoken = np.repeat([place % 2 == 0 for place in range(len(lengths))], lengths)[None]
    samples = np.zeros((1, spoken.shape[1] * FRAME), dtype=np.int16)

    pieces = cut(spoken, samples)

    own_s = [(later.first - earlier.first) / RATE for earlier, later in pairwise(pieces)]
    assert all(0.75 * TARGET_S - OVERLAP_S <= length_s <= 2 * TARGET_S for length_s in own_s)
    assert all(piece.samples.shape[1] / RATE <= 2 * TARGET_S + 1 for piece in pieces)


def test_cuts_through_speech_where_it_is_quietest_when_nobody_pauses() -> None:
    """Ten seconds without a silence: the forced cut lies in the dip, and both sides hear it."""
    spoken = np.ones((1, round(10 * FRAMES_PER_S)), dtype=np.bool_)
    samples = np.full((1, 10 * RATE), 8_000, dtype=np.int16)
    dip = round(6.4 * RATE)
    samples[:, dip - 1_600 : dip + 1_600] = 100

    first, second = cut(spoken, samples)

    middle = (first.samples.shape[1] + second.first) / 2
    assert (first.forced_cut, second.forced_cut) == (True, False)
    assert abs(middle - dip) < 1_600
