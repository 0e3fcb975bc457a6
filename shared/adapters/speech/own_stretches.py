"""What a recogniser is given to hear: each channel's own speech, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.adapters.media.flac import read_part
from shared.adapters.media.silero import hear_speech_in
from shared.domain.sound.gathering import Gathered, divide_long, gather
from shared.domain.sound.levels import RATE, measure_levels
from shared.domain.sound.own_voice import own_speech
from shared.domain.sound.speech import Stretch, speech_stretches


@dataclass(frozen=True, slots=True)
class OwnSpeech:
    """Stretches of one channel's speech that are heard together, and that channel's sound at 16 kHz."""

    channel: int
    stretches: Gathered
    channel_sound: NDArray[np.int16]

    def sound_of(self, stretch: Stretch) -> NDArray[np.int16]:
        """Give the samples of one stretch."""
        start_s, end_s = stretch
        return self.channel_sound[round(start_s * RATE) : round(end_s * RATE)]


def own_stretches(part: Path, *, longest_s: float, between_s: float | None) -> Iterator[OwnSpeech]:
    """Give the speech of every channel of a part, gathered to at most `longest_s` seconds at once.

    Silence, noise and music never reach the recogniser: they cost time, and it invents words in them.
    Where somebody speaks was heard when the part was cut; a part that does not tell is listened to again.
    """
    samples, spoken = read_part(part)
    if spoken is None:
        spoken = np.array([hear_speech_in(channel) for channel in samples], dtype=np.bool_)
    levels = measure_levels(samples)
    for channel, own in enumerate(own_speech(spoken, levels)):
        stretches = divide_long(speech_stretches(own), levels[channel], longest_s=longest_s)
        for gathered in gather(stretches, longest_s=longest_s, between_s=between_s):
            yield OwnSpeech(channel, gathered, samples[channel])
