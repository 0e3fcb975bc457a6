"""From a detector's probabilities to where somebody speaks, and to the phrases that are one voice's each."""

import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.levels import FRAME, FRAMES_PER_S
from shared.domain.sound.speech import Mask, Stretch, bridged, runs, without_short_runs

CHUNK = 512  # samples: one probability every 32 ms
Probabilities = NDArray[np.float32]  # one value a chunk
_BEGINS, _GOES_ON = 0.5, 0.35  # Silero's own two thresholds
_MARGIN = 32  # chunks, a second, on each side: what begins outside a stretch may go on inside it
_BRIDGE = round(0.04 * FRAMES_PER_S)  # a stop consonant is no pause
_LEAST = round(0.1 * FRAMES_PER_S)  # a click is no speech
_PAUSE = round(0.08 * FRAMES_PER_S)  # after it somebody else may be speaking
_PADDING = 2  # frames: the detector begins a little late


def speech_mask(probabilities: Probabilities, first: int, end: int) -> Mask:
    """Tell for each frame of 20 ms from `first` up to `end` whether somebody speaks in it.

    A last frame that is not whole may have its middle past the last chunk, and belongs to it.
    """
    if end <= first or not probabilities.size:
        return np.zeros(max(0, end - first), dtype=np.bool_)
    chunks = np.minimum((np.arange(first, end) * FRAME + FRAME // 2) // CHUNK, probabilities.size - 1)
    begin = max(0, int(chunks[0]) - _MARGIN)
    spoken = _spoken(probabilities[begin : int(chunks[-1]) + _MARGIN])
    return without_short_runs(bridged(spoken[chunks - begin], _BRIDGE), _LEAST)


def phrases(mask: Mask) -> list[Stretch]:
    """Give the stretches, in seconds, between which another voice may have begun to speak."""
    found: list[Stretch] = []
    for first, end in runs(bridged(mask, _PAUSE - 1)):
        begin, finish = max(0, first - _PADDING), min(mask.size, end + _PADDING)
        found.append((begin / FRAMES_PER_S, finish / FRAMES_PER_S))
    return found


def _spoken(probabilities: Probabilities) -> Mask:
    goes_on = probabilities >= _GOES_ON
    spoken = np.zeros(goes_on.shape, dtype=np.bool_)
    for first, end in runs(goes_on):
        spoken[first:end] = probabilities[first:end].max() >= _BEGINS
    return spoken
