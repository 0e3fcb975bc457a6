"""Says why a thread is still open, each code with the turn that shows it and the turn that moved away."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.moves import RULES, moves_around
from shared.domain.reading.signs import CODES
from shared.domain.reading.threading import ONE_BREATH, Strand
from shared.domain.threads import Evidence, Why

MOST_CODES = 2
MOST_SHOWN = 2.0  # a rule that shows itself oftener tells no more
DOOR_OPENS = 0.9  # of the session
MOVED_BY_ANOTHER = frozenset({Why.SHIFT, Why.PASSED, Why.UNASKED, Why.PARKED, Why.TIME})
COLUMNS = 2 * len(RULES) + 3  # the rules at the best turn, the rules around it, and where the thread stands


@dataclass(frozen=True, slots=True)
class CodeWeights:
    """How much each rule speaks for each code, learnt from the invented sessions' threads."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def support(self, shown: list[float]) -> dict[Why, float]:
        """Say how likely each code is, in 0…1."""
        likely = 1 / (1 + np.exp(-(self.weights @ np.array(shown) + self.bias)))
        return dict(zip(CODES, map(float, likely), strict=True))


@lru_cache(maxsize=1)
def code_weights() -> CodeWeights:
    """Load the packaged weights."""
    packaged = files("shared.domain.reading").joinpath("code_weights.json").read_text(encoding="utf-8")
    learnt = json.loads(packaged)
    return CodeWeights(
        np.array([learnt["weights"][why] for why in CODES]), np.array([learnt["bias"][why] for why in CODES])
    )


def shown_by(discourse: Discourse, best: int, turns: tuple[int, ...]) -> list[float]:
    """Give what the rules see in a thread: at its best turn, around it, and where it stands."""
    around = tuple(turn for turn in turns if abs(turn - best) <= ONE_BREATH) or (best,)
    seen = [*moves_around(discourse, (best,)), *moves_around(discourse, around)]
    place = [
        discourse.progress(best),
        *(float(discourse.progress(turn) > DOOR_OPENS) for turn in (turns[0], turns[-1])),
    ]
    return [*(min(value, MOST_SHOWN) for value in seen), *place]


def evidence_of(strand: Strand, discourse: Discourse) -> tuple[Evidence, ...]:
    """Give the likeliest codes, likeliest first, each with its evidence."""
    support = code_weights().support(shown_by(discourse, strand.best, strand.turns))
    likeliest = sorted(CODES, key=lambda why: -support[why])[:MOST_CODES]
    return tuple(_evidence(why, strand, discourse) for why in likeliest)


def _evidence(why: Why, strand: Strand, discourse: Discourse) -> Evidence:
    shown_at = strand.turns[-1] if why in {Why.RETURN, Why.TIME} else strand.best
    answer = discourse.answer_to(shown_at)
    moved = answer.index if answer is not None and why in MOVED_BY_ANOTHER else None
    return Evidence(why, shown_at, moved)
