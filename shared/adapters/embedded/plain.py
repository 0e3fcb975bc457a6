"""A stand-in scorer by plain features alone, until trained weights are packaged."""

from collections.abc import Sequence

import numpy as np

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.signs import CODES, Signs
from shared.domain.reading.words import content_of, words_of
from shared.domain.threads import Why
from shared.domain.transcript import Speaker, Turn

COLUMNS = 512


class PlainScorer:
    """Hears what concreteness, uptake and place alone can tell."""

    def score(self, turns: Sequence[Turn]) -> Signs:
        """Give the signs, one row a turn."""
        discourse = Discourse(turns)
        scores = np.array([_openness(discourse, turn) for turn in turns], dtype=np.float32)
        topic = np.array([_hashed(turn.text) for turn in turns], dtype=np.float32).reshape(len(turns), COLUMNS)
        none = np.zeros(len(turns), dtype=np.float32)
        codes = np.zeros((len(turns), len(CODES)), dtype=np.float32)
        codes[:, CODES.index(Why.SHIFT)] = 0.3
        return Signs(open=scores, closed=none, decoy=none, best=scores, risk=none, codes=codes, topic=topic)


def _openness(discourse: Discourse, turn: Turn) -> float:
    if turn.speaker is not Speaker.CLIENT:
        return 0.0
    named, count = len(content_of(turn.text)), len(words_of(turn.text))
    if count < 8:  # noqa: PLR2004
        return 0.05
    score = -1.2 + 0.08 * min(named, 12) - 1.0 * discourse.uptake(turn.index) - 0.02 * max(count - 45, 0)
    return float(1 / (1 + np.exp(-score)))


def _hashed(text: str) -> list[float]:
    row = [0.0] * COLUMNS
    for word in content_of(text):
        row[sum(ord(letter) * 31**place for place, letter in enumerate(word)) % COLUMNS] += 1.0
    length = sum(value * value for value in row) ** 0.5 or 1.0
    return [value / length for value in row]
