"""What a recogniser is given to hear: each channel's own speech, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.adapters.media.silero import hear_speech_in
from shared.domain.sound.levels import RATE, Samples, measure_levels
from shared.domain.sound.own_voice import own_speech
from shared.domain.sound.speech import gather_stretches, speech_stretches


@dataclass(frozen=True, slots=True)
class OwnStretch:
    """One stretch of one channel's speech, at 16 kHz."""

    channel: int
    start_s: float
    samples: NDArray[np.int16]


def own_stretches(part: Samples, *, longest_s: float) -> Iterator[OwnStretch]:
    """Give every stretch of speech of every channel, gathered to at most about `longest_s` seconds.

    Silence, noise and music never reach the recogniser: they cost time, and it invents words in them.
    """
    spoken = np.array([hear_speech_in(channel) for channel in part], dtype=np.bool_)
    levels = measure_levels(part)[:, : spoken.shape[1]]  # a last piece of a frame is nobody's
    for channel, own in enumerate(own_speech(spoken, levels)):
        for start_s, end_s in gather_stretches(speech_stretches(own), longest_s=longest_s):
            first, last = round(start_s * RATE), round(end_s * RATE)
            yield OwnStretch(channel, start_s, part[channel, first:last])
