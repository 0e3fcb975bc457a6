"""Hears where somebody speaks, by Silero's detector: block after block, with what it remembers carried along."""

import numpy as np
from numpy.typing import NDArray

from shared.adapters.media.models import SPEECH, open_model
from shared.domain.sound.detected import CHUNK, Probabilities, speech_mask
from shared.domain.sound.levels import FRAME, Samples
from shared.domain.sound.speech import Mask

BLOCK = 375 * 2560  # samples: a minute, in whole chunks and in whole frames
_CONTEXT = 64  # samples before a chunk that the detector looks at
_FULL_SCALE = 32768.0
_LOUD = 0.1  # of full scale: what the loudest tenth of a second of a block is brought up to
_MOST_GAIN = 30.0  # 30 dB: a voice across the room; what is quieter is the room itself
_NO_GAIN_BELOW = 1e-4


class SpeechHearing:
    """Listens to all channels of a recording, and remembers only how likely somebody spoke: 4 bytes in 32 ms."""

    def __init__(self, channels: int) -> None:
        """Begin with nothing heard."""
        self._detectors = [_Detector() for _ in range(channels)]
        self._heard: list[list[Probabilities]] = [[] for _ in range(channels)]

    def hear(self, block: Samples) -> None:
        """Listen to the next block, one row a channel; all but the last are BLOCK samples long."""
        for detector, heard, sound in zip(self._detectors, self._heard, block, strict=True):
            heard.append(detector.hear(sound))

    def spoken(self, first: int, end: int) -> Mask:
        """Tell for the frames from `first` up to `end` of each channel whether somebody speaks."""
        for heard in self._heard:
            heard[:] = [np.concatenate(heard)] if heard else [np.zeros(0, dtype=np.float32)]
        return np.array([speech_mask(heard[0], first, end) for heard in self._heard], dtype=np.bool_)


def hear_speech_in(sound: NDArray[np.int16]) -> Mask:
    """Tell for each frame of one channel whether somebody speaks in it; a last one need not be whole."""
    hearing = SpeechHearing(1)
    for first in range(0, len(sound), BLOCK):
        hearing.hear(sound[None, first : first + BLOCK])
    return np.asarray(hearing.spoken(0, -(-len(sound) // FRAME))[0], dtype=np.bool_)


class _Detector:
    """The network with its memory, on one channel."""

    def __init__(self) -> None:
        self._context = np.zeros(_CONTEXT, dtype=np.float32)
        self._h = self._c = np.zeros((1, 1, 128), dtype=np.float32)

    def hear(self, sound: NDArray[np.int16]) -> Probabilities:
        scaled = _audible(sound.astype(np.float32) / _FULL_SCALE)
        filled = np.concatenate((self._context, scaled, np.zeros(-len(scaled) % CHUNK, dtype=np.float32)))
        chunks = np.lib.stride_tricks.sliding_window_view(filled, CHUNK + _CONTEXT)[::CHUNK]
        self._context = filled[-_CONTEXT:]
        fed = {"input": np.ascontiguousarray(chunks), "h": self._h, "c": self._c}
        probabilities, self._h, self._c = open_model(SPEECH).run(None, fed)
        return np.asarray(probabilities, dtype=np.float32)


def _audible(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Make a quiet block louder: the detector does not hear a voice far below its usual level."""
    tenths = sound[: len(sound) // 1600 * 1600].reshape(-1, 1600)
    loudest = float(np.sqrt((tenths**2).mean(axis=1)).max()) if tenths.size else 0.0
    if loudest < _NO_GAIN_BELOW or loudest >= _LOUD:
        return sound
    return sound * np.float32(min(_MOST_GAIN, _LOUD / loudest))
