"""Collects decoded blocks and lets go of a part as soon as there is a good place to cut."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from shared.domain.sound.cutting import OVERLAP_S, Cut, find_cut
from shared.domain.sound.levels import FRAME, RATE, Samples, measure_levels
from shared.domain.sound.speech import Mask

_OVERLAP = round(OVERLAP_S * RATE)
Spoken = Callable[[int, int], Mask]  # frames from … up to …: whether somebody speaks, one row a channel


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the sound between two cuts: its first sample's place, its samples, and where somebody speaks."""

    first: int
    samples: Samples
    spoken: Mask
    forced_cut: bool = False


class PartCutter:
    """Holds the sound since the last cut: at most twice the target length of it, and one block."""

    def __init__(self, target_s: float, spoken: Spoken) -> None:
        """Cut into parts of about `target_s` seconds; `spoken` knows of all the sound that was fed."""
        self._target_s = target_s
        self._spoken = spoken
        self._first = 0
        self._blocks: list[Samples] = []

    def feed(self, block: Samples) -> Iterator[Piece]:
        """Take the next block, which is whole frames but for the last one, and give the parts that it completes."""
        self._blocks.append(block)
        while (cut := self._find_cut()) is not None:
            yield self._let_go(cut)

    def finish(self) -> Iterator[Piece]:
        """Give what is left after the last block, however short."""
        samples = self._joined()
        if samples.shape[1]:
            yield self._piece(samples)

    def _find_cut(self) -> Cut | None:
        samples = self._joined()
        frames = samples.shape[1] // FRAME
        first = self._first // FRAME
        quiet: Mask = ~np.any(self._spoken(first, first + frames), axis=0)
        return find_cut(
            quiet, lambda begin, end: measure_levels(samples[:, begin * FRAME : end * FRAME]), self._target_s
        )

    def _let_go(self, cut: Cut) -> Piece:
        samples = self._joined()
        overlap = _OVERLAP if cut.forced else 0
        place = cut.frame * FRAME
        piece = self._piece(samples[:, : place + overlap].copy(), forced_cut=cut.forced)
        self._blocks = [samples[:, place - overlap :].copy()]
        self._first += place - overlap
        return piece

    def _piece(self, samples: Samples, *, forced_cut: bool = False) -> Piece:
        first = self._first // FRAME
        spoken = self._spoken(first, first + -(-samples.shape[1] // FRAME))
        return Piece(self._first, samples, spoken, forced_cut)

    def _joined(self) -> Samples:
        if len(self._blocks) != 1:
            self._blocks = [np.concatenate(self._blocks, axis=1)] if self._blocks else [np.zeros((1, 0), np.int16)]
        return self._blocks[0]
