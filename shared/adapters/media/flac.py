"""One part of the sound as a file: 16 kHz FLAC, whose sound is exactly what was put in, and where somebody speaks."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.levels import FRAME, RATE, Samples
from shared.domain.sound.speech import SpokenRows, read_runs, write_runs

_LAYOUTS = {1: "mono", 2: "stereo"}
_SPOKEN = "SPOKEN"  # the comment in the file that tells where: frame numbers, nothing of the sound
# Quick: a tenth larger than the best, at half the time. In long blocks: thousands of short ones are slow to read.
_OPTIONS = {"compression_level": "0", "frame_size": "4608"}


def write_flac(path: Path, samples: Samples, spoken: SpokenRows | None = None) -> None:
    """Write samples, one row a channel, and in which frames of each channel somebody speaks, where that is known."""
    layout = _LAYOUTS[len(samples)]
    with av.open(str(path), "w", format="flac") as container:
        if spoken is not None:
            container.metadata[_SPOKEN] = write_runs(spoken)
        stream = container.add_stream("flac", rate=RATE, layout=layout, options=_OPTIONS)
        frame = av.AudioFrame.from_ndarray(_interleaved(samples), format="s16", layout=layout)
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def read_flac(path: Path) -> Samples:
    """Read the samples of a part that `write_flac` wrote."""
    return read_part(path)[0]


def read_part(path: Path) -> tuple[Samples, SpokenRows | None]:
    """Read a part that `write_flac` wrote: its samples, and where somebody speaks if that was written with them."""
    with av.open(str(path), format="flac") as container:
        channels = container.streams.audio[0].channels
        told = container.metadata.get(_SPOKEN)
        blocks = [_separated(frame.to_ndarray(), channels) for frame in container.decode(audio=0)]
    samples = np.concatenate(blocks, axis=1) if blocks else np.zeros((channels, 0), dtype=np.int16)
    return samples, None if told is None else read_runs(told, channels, -(-samples.shape[1] // FRAME))


def _interleaved(samples: Samples) -> NDArray[np.int16]:
    return np.ascontiguousarray(samples.T.reshape(1, -1))


def _separated(packed: NDArray[np.generic], channels: int) -> Samples:
    return np.asarray(packed.reshape(-1, channels).T, dtype=np.int16)
