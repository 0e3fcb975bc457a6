"""Which channel a voice belongs to: the louder one, so that an echo in the other line is not heard twice."""

import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.levels import FRAMES_PER_S, Levels
from shared.domain.sound.speech import Mask

_LEEWAY_DB = 4.0  # both may speak at once: a channel this little below the other keeps its voice
_SMOOTHING = 9  # frames: a voice is compared over a syllable, not over one of its dips
_TOLD_APART_DB = 4.0  # channels differ by this much when each has its own speaker
_LEAST_SHARE = 0.25  # of the frames with speech; below it both channels carry the same room
_LEAST_SHARE_OF_ONE = 0.02  # a line on which nobody speaks is no second speaker
_LEAST_FRAMES = round(0.5 * FRAMES_PER_S)  # too little speech says nothing about the channels


def own_speech(spoken: NDArray[np.bool_], levels: Levels) -> NDArray[np.bool_]:
    """Tell for each channel and frame whether that channel's own speaker is speaking.

    `spoken` tells where anybody is heard on the channel, one row a channel, as many frames as `levels`.
    """
    if len(levels) == 1:
        return spoken
    smooth = np.array([_smoothed(channel) for channel in levels])
    return np.asarray(spoken & (smooth >= smooth.max(axis=0) - _LEEWAY_DB))


def channels_are_apart(difference_db: Levels) -> bool:
    """Tell from the level differences of frames with speech whether each channel has a speaker of its own."""
    if difference_db.size < _LEAST_FRAMES:
        return True
    first = float(np.mean(difference_db > _TOLD_APART_DB))
    second = float(np.mean(difference_db < -_TOLD_APART_DB))
    return first + second >= _LEAST_SHARE and min(first, second) >= _LEAST_SHARE_OF_ONE


def channel_difference(levels: Levels, spoken: Mask) -> Levels:
    """Give the level differences of two channels, in the frames where somebody speaks on either."""
    speech = spoken.any(axis=0)
    return np.asarray(_smoothed(levels[0])[speech] - _smoothed(levels[1])[speech], dtype=np.float32)


def _smoothed(levels: Levels) -> Levels:
    if levels.size < _SMOOTHING:
        return levels
    padded = np.pad(levels, _SMOOTHING // 2, mode="edge")
    return np.asarray(np.convolve(padded, np.ones(_SMOOTHING) / _SMOOTHING, mode="valid"), dtype=np.float32)
