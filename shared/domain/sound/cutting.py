"""Where a recording is cut: in the middle of a silence, with a floor and a ceiling on the length of a part."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shared.domain.sound.levels import FRAMES_PER_S, Levels
from shared.domain.sound.speech import Mask, runs

_EARLIEST, _LATEST, _CEILING = 0.75, 1.25, 2.0  # of the target length
_GOOD_SILENCE_S = 0.5  # a pause between two people, where no word can be cut
_SHORT_SILENCE_S = 0.2  # a breath: taken only when nothing longer came in time
_LONG_SILENCE = round(1.0 * FRAMES_PER_S)  # longer is no safer: among these the one nearest the target is taken
_LENGTH_STEP = round(0.25 * FRAMES_PER_S)  # silences that differ by less are alike
_SEARCH_BACK = 0.25  # of the target: where a forced cut looks for the quietest point
OVERLAP_S = 1.0  # to each side of a forced cut, so that the word under it is whole in one of the parts
_SMOOTHING = 9  # frames: a quiet point is a quiet fifth of a second, not one quiet frame


@dataclass(frozen=True, slots=True)
class Cut:
    """A place to cut: a frame, and whether speech may run through it."""

    frame: int
    forced: bool = False


def find_cut(quiet: Mask, levels: Callable[[int, int], Levels], target_s: float) -> Cut | None:
    """Find where the sound since the last cut should be cut, or None to wait for more.

    Called with ever more sound. A good silence near the target is taken as soon as the window
    around the target has passed, then any breath, and at twice the target the quietest point.
    `quiet` tells the frames in which nobody speaks; `levels` measures the frames from … up to …,
    one row a channel; `target_s` is at least four seconds.
    """
    target = target_s * FRAMES_PER_S
    earliest, latest, ceiling = (round(share * target) for share in (_EARLIEST, _LATEST, _CEILING))
    length = quiet.size
    if length < latest:
        return None
    middle = _middle_of_best(quiet, earliest, latest, _GOOD_SILENCE_S)
    if middle is None:
        middle = _middle_of_best(quiet, earliest, min(length, ceiling), _SHORT_SILENCE_S)
    if middle is not None:
        return Cut(middle)
    if length < ceiling:
        return None
    last = ceiling - round(OVERLAP_S * FRAMES_PER_S)
    first = last - round(_SEARCH_BACK * target)
    return Cut(first + quietest_frame(levels(first, last)), forced=True)


def _middle_of_best(quiet: Mask, first: int, last: int, at_least_s: float) -> int | None:
    at_least = round(at_least_s * FRAMES_PER_S)
    silences = [(first + begin, first + end) for begin, end in runs(quiet[first:last]) if end - begin >= at_least]
    aim = (first + last) // 2
    best = max(silences, key=lambda silence: _worth(silence, aim), default=None)
    return sum(best) // 2 if best else None


def _worth(silence: tuple[int, int], aim: int) -> tuple[int, int]:
    begin, end = silence
    seconds = min(end - begin, _LONG_SILENCE) // _LENGTH_STEP
    return seconds, -abs((begin + end) // 2 - aim)


def quietest_frame(levels: Levels) -> int:
    """Find the frame around which the loudest channel is quietest; `levels` has one row a channel."""
    loudest_voice = levels.max(axis=0)
    smooth = np.convolve(loudest_voice, np.ones(_SMOOTHING) / _SMOOTHING, mode="valid")
    return _SMOOTHING // 2 + int(np.argmin(smooth))
