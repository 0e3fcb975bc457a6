"""Where somebody speaks, from levels alone: relative to the room's own noise, so that quiet voices count."""

import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.levels import FRAMES_PER_S, Levels

Mask = NDArray[np.bool_]
Stretch = tuple[float, float]  # seconds

_FLOOR_PERCENTILE = 10.0  # people pause at least a tenth of the time
_LOWEST_FLOOR_DB = -75.0  # below it there is only the recorder's own hiss
_LOUD_FRAMES = 12  # a quarter of a second of voice sets how loud speech is here
_LEAST_CONTRAST_DB = 10.0  # a room or a hum varies less than this, a voice more
_SHARE_OF_CONTRAST = 0.35  # where between noise and voice the border lies
_BRIDGE_S = 0.3  # dips inside a phrase are not pauses
_LEAST_SPEECH_S = 0.1  # clicks are shorter
_BREATH_S = 0.6  # a pause inside what somebody is saying
_PADDING_S = 0.15  # soft beginnings and endings of words


def hear_speech(levels: Levels) -> Mask:
    """Tell for each frame of one channel whether a voice is in it."""
    threshold = _threshold_db(levels)
    if threshold is None:
        return np.zeros(levels.shape, dtype=np.bool_)
    voiced = levels > threshold
    return without_short_runs(bridged(voiced, _frames(_BRIDGE_S)), _frames(_LEAST_SPEECH_S))


def hear_anybody(levels: Levels) -> Mask:
    """Tell for each frame whether a voice is on any of the channels, one row a channel."""
    return np.asarray(np.any([hear_speech(channel) for channel in levels], axis=0))


def speech_stretches(mask: Mask) -> list[Stretch]:
    """Give the stretches of speech in seconds, padded, joined where the padding makes them touch."""
    stretches: list[Stretch] = []
    length_s = mask.size / FRAMES_PER_S
    for first, last in runs(mask):
        start_s = max(0.0, first / FRAMES_PER_S - _PADDING_S)
        end_s = min(length_s, last / FRAMES_PER_S + _PADDING_S)
        if stretches and start_s <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end_s)
        else:
            stretches.append((start_s, end_s))
    return stretches


def gather_stretches(stretches: list[Stretch], *, longest_s: float) -> list[Stretch]:
    """Join stretches that are only a breath apart, and split what is then longer than `longest_s`."""
    gathered: list[Stretch] = []
    for start_s, end_s in stretches:
        if gathered and start_s - gathered[-1][1] <= _BREATH_S and end_s - gathered[-1][0] <= longest_s:
            gathered[-1] = (gathered[-1][0], end_s)
        else:
            gathered.append((start_s, end_s))
    return gathered


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Give the runs of true frames as (first, one past the last)."""
    edges = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(first), int(end)) for first, end in zip(firsts, ends, strict=True)]


def bridged(mask: Mask, longest: int) -> Mask:
    """Fill the gaps of at most `longest` frames between two runs of speech."""
    bridged = mask.copy()
    inner = [run for run in runs(~mask) if run[0] > 0 and run[1] < mask.size]
    for first, end in inner:
        if end - first <= longest:
            bridged[first:end] = True
    return bridged


def without_short_runs(mask: Mask, shortest: int) -> Mask:
    """Take out the runs of speech that are shorter than `shortest` frames."""
    kept = mask.copy()
    for first, end in runs(mask):
        if end - first < shortest:
            kept[first:end] = False
    return kept


def _threshold_db(levels: Levels) -> float | None:
    if levels.size == 0:
        return None
    floor = max(float(np.percentile(levels, _FLOOR_PERCENTILE)), _LOWEST_FLOOR_DB)
    loud = float(np.sort(levels)[-min(_LOUD_FRAMES, levels.size)])
    contrast = loud - floor
    return floor + _SHARE_OF_CONTRAST * contrast if contrast >= _LEAST_CONTRAST_DB else None


def _frames(seconds: float) -> int:
    return round(seconds * FRAMES_PER_S)
