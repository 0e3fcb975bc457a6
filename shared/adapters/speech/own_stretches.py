"""What a recogniser is given to hear: each channel's own speech, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.levels import RATE, Samples, measure_levels
from shared.domain.sound.own_voice import hear_own_speech
from shared.domain.sound.speech import gather_stretches, speech_stretches


@dataclass(frozen=True, slots=True)
class OwnStretch:
    """One stretch of one channel's speech, at 16 kHz."""

    channel: int
    start_s: float
    samples: NDArray[np.int16]


def own_stretches(part: Samples, *, longest_s: float) -> Iterator[OwnStretch]:
    """Give every stretch of speech of every channel, gathered to at most about `longest_s` seconds.

    Silence never reaches the recogniser: it costs time, and recognisers invent words in it.
    """
    for channel, own in enumerate(hear_own_speech(measure_levels(part))):
        for start_s, end_s in gather_stretches(speech_stretches(own), longest_s=longest_s):
            first, last = round(start_s * RATE), round(end_s * RATE)
            yield OwnStretch(channel, start_s, part[channel, first:last])
