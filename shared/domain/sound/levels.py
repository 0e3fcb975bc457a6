"""How loud the sound is, frame by frame: what every later rule of sound looks at."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]  # one row a channel
Levels = NDArray[np.float32]  # decibels below full scale, one value a frame

RATE = 16_000  # samples a second everywhere after decoding: what every recogniser wants
FRAME = 320  # 20 ms: short enough to see a pause between two words
FRAMES_PER_S = RATE / FRAME
SILENT_DB = -120.0  # what digital silence counts as
_FULL_SCALE = 32768.0


def measure_levels(samples: Samples) -> Levels:
    """Give the level of every frame of every channel; a last piece shorter than a frame counts as one."""
    channels, length = samples.shape
    frames = -(-length // FRAME)
    padded = np.zeros((channels, frames * FRAME), dtype=np.float32)
    padded[:, :length] = samples
    framed = padded.reshape(channels, frames, FRAME)
    power = np.einsum("cfs,cfs->cf", framed, framed) / (FRAME * _FULL_SCALE**2)
    floor = 10.0 ** (SILENT_DB / 10.0)
    return np.asarray(10.0 * np.log10(np.maximum(power, floor)), dtype=np.float32)
