"""How much a voice's words are a therapist's: one weight a word, learnt from invented sessions.

The weights, and what they were learnt from, stand in role_words.json; `python -m infrastructure.voices.train_roles`
makes it again.
"""

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

FILE = Path(__file__).with_suffix(".json")
ASKS, LENGTH = "(asks)", "(length)"  # two measures beside the words: turns that ask, and how long a turn is
_QUESTIONS = frozenset(
    {"what", "how", "where", "when", "which", "who", "what's", "how's", "do", "did", "does", "is", "are", "was", "were"}
    | {"have", "has", "could", "would", "can", "will", "shall"}
)
_AFTER_QUESTION = frozenset(
    {"you", "your", "yours", "yourself", "you're", "you've", "you'd", "you'll", "is", "was", "did", "does", "it"}
    | {"that", "there", "about", "would", "happens"}
)


def therapist_score(turns: Sequence[Sequence[str]]) -> float:
    """Score one voice's turns, each a list of lower-case words; the difference of two voices is log odds."""
    weights = _weights()
    return sum(weights.get(name, 0.0) * value for name, value in measures_of(turns).items())


def measures_of(turns: Sequence[Sequence[str]]) -> Mapping[str, float]:
    """Measure a voice: how many of a hundred of its words are each word, and the two measures beside them."""
    counts = Counter(word for turn in turns for word in turn)
    total = max(1, counts.total())
    measures = {word: 100.0 * count / total for word, count in counts.items()}
    measures[ASKS] = 10.0 * sum(map(_asks, turns)) / max(1, len(turns))
    measures[LENGTH] = math.log(total / max(1, len(turns)))
    return measures


def _asks(turn: Sequence[str]) -> bool:
    return any(first in _QUESTIONS and second in _AFTER_QUESTION for first, second in pairwise(turn))


@cache
def _weights() -> Mapping[str, float]:
    weights: Mapping[str, float] = json.loads(FILE.read_text(encoding="utf-8"))["weights"]
    return weights
