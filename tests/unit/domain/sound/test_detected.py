"""Probabilities become frames and phrases, at any length and from any place."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.sound.detected import CHUNK, phrases, speech_mask
from shared.domain.sound.levels import FRAME, FRAMES_PER_S


@given(samples=st.integers(0, 40_000), level=st.sampled_from([0.0, 0.4, 0.9]))
def test_tells_of_every_frame_of_a_sound_of_any_length(samples: int, level: float) -> None:
    """Also of a last one that is not whole; what is never sure is no speech."""
    probabilities = np.full(-(-samples // CHUNK), level, dtype=np.float32)
    frames = -(-samples // FRAME)

    mask = speech_mask(probabilities, 0, frames)

    assert mask.size == frames
    assert mask.all() == (level == 0.9 and frames >= 5) or not frames


def test_goes_on_while_it_is_likely_and_begins_only_where_it_is_sure() -> None:
    """A soft ending belongs to the word; a soft sound alone is none."""
    probabilities = np.array([0.4] * 10 + [0.0] * 10 + [0.4] * 5 + [0.9] * 5 + [0.4] * 5 + [0.0] * 10, dtype=np.float32)

    mask = speech_mask(probabilities, 0, probabilities.size * CHUNK // FRAME)

    (phrase,) = phrases(mask)
    assert abs(phrase[0] - 20 * CHUNK / 16_000) < 0.1
    assert abs(phrase[1] - 35 * CHUNK / 16_000) < 0.1


@given(first=st.integers(0, 300))
def test_tells_the_same_from_the_middle_as_from_the_beginning(first: int) -> None:
    """A cut does not change what was heard after it, but for what is too short to count at its edge."""
    draw = np.random.default_rng(3)
    probabilities = np.repeat(draw.choice([0.1, 0.9], 40), 12).astype(np.float32)

    whole = speech_mask(probabilities, 0, 700)

    assert np.array_equal(speech_mask(probabilities, first, 700)[10:], whole[first + 10 :])


def test_parts_phrases_where_somebody_else_may_have_begun() -> None:
    """A tenth of a second of silence is enough to take a turn in."""
    mask = np.zeros(round(3 * FRAMES_PER_S), dtype=np.bool_)
    mask[10:60] = mask[62:90] = mask[96:140] = True

    assert [tuple(round(moment, 2) for moment in phrase) for phrase in phrases(mask)] == [(0.16, 1.84), (1.88, 2.84)]
