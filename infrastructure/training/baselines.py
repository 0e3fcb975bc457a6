"""What a reading must beat: random, longest, most negative and cue words; and itself without one of its parts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infrastructure.training.compiler import Marked
from infrastructure.training.samples import turns_of
from infrastructure.training.scoring import Predicted
from shared.adapters.embedded.place import placeless
from shared.adapters.embedded.scorer import OnnxScorer
from shared.domain.reading.signs import Scorer, Signs
from shared.domain.reading.words import words_of
from shared.domain.transcript import Speaker, Turn

PICKS = 5
FEWEST_WORDS = 5
_CUES = re.compile(
    r"\b(?:anyway|never mind|it'?s nothing|doesn'?t matter|it'?s stupid|i don'?t know why|forget it|it'?s silly|"
    r"by the way|before i go|one more thing|i wanted to ask|next time|another time|part of me|keeps? coming back|"
    r"i'?ll think about)\b"
)

Ordering = Callable[[Marked, list[Turn]], list[Turn]]


def plain_baselines() -> dict[str, Callable[[Marked], Predicted]]:
    """Give the baselines that need no learning, by name."""
    orderings: dict[str, Ordering] = {"random": _random, "longest": _longest, "cue words": _cues}
    negative = _negative()
    if negative is not None:
        orderings["most negative (VADER)"] = negative
    return {name: _picker(ordering) for name, ordering in orderings.items()}


def _picker(ordering: Ordering) -> Callable[[Marked], Predicted]:
    def pick(session: Marked) -> Predicted:
        said = [turn for turn in turns_of(session) if turn.speaker is Speaker.CLIENT]
        return {
            "threads": [{"turn": turn.index, "why": ["SHIFT"]} for turn in ordering(session, said)[:PICKS]],
            "risk": [],
        }

    return pick


def _random(session: Marked, said: list[Turn]) -> list[Turn]:
    long_enough = [turn for turn in said if len(words_of(turn.text)) >= FEWEST_WORDS]
    return Random(session["id"]).sample(long_enough, len(long_enough))  # noqa: S311  # a baseline, not a secret


def _longest(_session: Marked, said: list[Turn]) -> list[Turn]:
    return sorted(said, key=lambda turn: -len(words_of(turn.text)))


def _cues(_session: Marked, said: list[Turn]) -> list[Turn]:
    return sorted(said, key=lambda turn: (-len(_CUES.findall(turn.text.lower())), -len(words_of(turn.text))))


def _negative() -> Ordering | None:
    """Give the ordering by sentiment, where the library for it is installed."""
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415
    except ImportError:
        return None
    analyzer: Any = SentimentIntensityAnalyzer()
    return lambda _session, said: sorted(said, key=lambda turn: float(analyzer.polarity_scores(turn.text)["compound"]))


class WithoutPart:
    """The scorer without closing or without return, to see what that part is worth."""

    def __init__(self, scorer: Scorer, part: str) -> None:
        """Take away `closing` or `return`."""
        self._scorer, self._part = scorer, part

    def score(self, turns: Sequence[Turn]) -> Signs:
        """Give the signs without that part."""
        signs = self._scorer.score(turns)
        if self._part == "closing":
            return replace(signs, open=np.minimum(signs.open + signs.closed, 1.0), closed=np.zeros_like(signs.closed))
        return replace(signs, topic=np.eye(len(turns), dtype=np.float32))


class Placeless(OnnxScorer):
    """The scorer without position: every turn seems to stand in the middle."""

    def place(self, turns: Sequence[Turn]) -> NDArray[np.float32]:
        """Keep the lengths, and take away where the turns stand."""
        return placeless(turns)
