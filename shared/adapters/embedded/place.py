"""Where a turn stands in its session and how long it is: the plain numbers beside what the encoder hears."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shared.domain.reading.words import words_of
from shared.domain.transcript import Turn

PLACE_COLUMNS = 6
LONG_TURN_WORDS = 50
MOST_WORDS = 100  # longer turns tell no more by their length
EDGE_WORDS = 250  # about the last two minutes of talk
LAST_STRETCH = 0.85  # of the words
BACK_CHANNEL_WORDS = 4


def place_of(turns: Sequence[Turn]) -> NDArray[np.float32]:
    """Give, for every turn: length, place, last stretch, nearness to the end and to the start, back-channel."""
    lengths = np.array([len(words_of(turn.text)) for turn in turns], dtype=np.float32)
    before = np.concatenate([[0.0], np.cumsum(lengths)[:-1]]) if len(turns) else np.zeros(0)
    total = max(float(lengths.sum()), 1.0)
    columns = (
        np.minimum(lengths, MOST_WORDS) / LONG_TURN_WORDS,
        before / total,
        np.maximum(0.0, before / total - LAST_STRETCH) * 6,
        np.maximum(0.0, 1 - (total - before) / EDGE_WORDS),
        np.maximum(0.0, 1 - before / EDGE_WORDS),
        (lengths < BACK_CHANNEL_WORDS).astype(np.float32),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def placeless(turns: Sequence[Turn]) -> NDArray[np.float32]:
    """Give the same columns with the lengths kept, and nothing said of where the turns stand."""
    columns = place_of(turns)
    columns[:, 1:5] = (0.5, 0.0, 0.0, 0.0)
    return columns
