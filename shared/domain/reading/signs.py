"""What a trained scorer hears in every turn; the reading above it reasons on these alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shared.domain.threads import Why
from shared.domain.transcript import Turn

Row = NDArray[np.float32]

CODES: tuple[Why, ...] = tuple(Why)  # the order in which codes are learnt and kept


@dataclass(frozen=True, slots=True)
class Signs:
    """One row a turn, in turn order; each sign is in 0…1.

    `open`, `closed` and `decoy` say what a client's turn is likely to be, `best` how well it would
    stand for its thread, `risk` whether a clinician should see it, and `topic` holds
    unit vectors that lie close where two turns are about one matter.
    """

    open: Row
    closed: Row
    decoy: Row
    best: Row
    risk: Row
    topic: Row

    def nearness(self, left: int, right: int) -> float:
        """Say how much two turns are about one matter, in -1…1."""
        return float(self.topic[left] @ self.topic[right])


class Scorer(Protocol):
    """Hears the signs in the turns of one session."""

    def score(self, turns: Sequence[Turn]) -> Signs:
        """Give the signs, one row a turn."""
        ...
