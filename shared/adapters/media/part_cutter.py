"""Collects decoded blocks and lets go of a part as soon as there is a good place to cut."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from shared.domain.sound.cutting import OVERLAP_S, Cut, find_cut
from shared.domain.sound.levels import FRAME, RATE, Levels, Samples, measure_levels

_OVERLAP = round(OVERLAP_S * RATE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the sound between two cuts: its first sample's place, its samples and levels."""

    first: int
    samples: Samples
    levels: Levels
    forced_cut: bool = False


class PartCutter:
    """Holds the sound since the last cut; at most twice the target length of it."""

    def __init__(self, channels: int, target_s: float) -> None:
        """Cut into parts of about `target_s` seconds."""
        self._target_s = target_s
        self._first = 0
        self._blocks: list[Samples] = []
        self._levels = np.zeros((channels, 0), dtype=np.float32)
        self._loose = np.zeros((channels, 0), dtype=np.int16)  # less than a frame, not yet measured

    def feed(self, block: Samples) -> Iterator[Piece]:
        """Take the next block and give the parts that it completes."""
        self._keep(block)
        cut = find_cut(self._levels, self._target_s)
        while cut is not None:
            yield self._let_go(cut)
            cut = find_cut(self._levels, self._target_s)

    def finish(self) -> Iterator[Piece]:
        """Give what is left after the last block, however short."""
        samples = self._joined()
        if samples.shape[1]:
            yield Piece(self._first, samples, measure_levels(samples))

    def _keep(self, block: Samples) -> None:
        self._blocks.append(block)
        unmeasured = np.concatenate((self._loose, block), axis=1)
        whole = unmeasured.shape[1] // FRAME * FRAME
        self._levels = np.concatenate((self._levels, measure_levels(unmeasured[:, :whole])), axis=1)
        self._loose = unmeasured[:, whole:]

    def _let_go(self, cut: Cut) -> Piece:
        samples = self._joined()
        overlap = _OVERLAP if cut.forced else 0
        place = cut.frame * FRAME
        end, begin = place + overlap, place - overlap
        piece = Piece(self._first, samples[:, :end].copy(), self._levels[:, : end // FRAME], cut.forced)
        self._first += begin
        self._blocks = [samples[:, begin:].copy()]
        self._levels = self._levels[:, begin // FRAME :]
        return piece

    def _joined(self) -> Samples:
        joined = np.concatenate(self._blocks, axis=1) if self._blocks else self._loose
        self._blocks = [joined]
        return joined
