"""How near two matters are by what they are about: vectors of the packaged encoder, freed of what all speech shares."""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.adapters.embedded.packing import pack
from shared.adapters.embedded.scorer import OnnxScorer
from shared.domain.transcript import Speaker, Turn

FILE = Path(__file__).with_name("likeness.npz")

Rows = NDArray[np.float32]


class EncoderLikeness:
    """Compares passages; `infrastructure.training.fit_likeness` made its mean, its matrix and its threshold."""

    def __init__(self, scorer: Callable[[], OnnxScorer], file: Path = FILE) -> None:
        """Compare with this scorer's encoder, loaded at the first use."""
        self._scorer = scorer
        self._file = file

    @cached_property
    def _fitted(self) -> dict[str, Rows]:
        with np.load(self._file) as fitted:
            return {name: fitted[name].astype(np.float32) for name in fitted.files}

    @property
    def near_enough(self) -> float:
        """From which nearness on two passages are taken to be about the same matter."""
        return float(self._fitted["near_enough"])

    def compare(self, ones: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        """Give the nearness of each of `ones`, a row, to each of `others`, a column, in -1…1."""
        if not ones or not others:
            return [[] for _ in ones]
        nearness: list[list[float]] = (self._vectors(ones) @ self._vectors(others).T).tolist()
        return nearness

    def _vectors(self, texts: Sequence[str]) -> Rows:
        rows = np.stack([encoded(self._scorer(), text) for text in texts])
        freed = (rows - self._fitted["mean"]) @ self._fitted["matrix"]
        unit: Rows = freed / np.maximum(np.linalg.norm(freed, axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return unit


def encoded(scorer: OnnxScorer, text: str) -> Rows:
    """Give the mean of the encoder's rows over the words of one passage by itself."""
    turns = [Turn(0, Speaker.CLIENT, 0.0, 0.0, text)]
    rows: Rows = scorer.turn_rows(pack(turns, scorer.tokenizer), 1)[0]
    words, _opening_mark = np.split(rows, 2)
    return words
