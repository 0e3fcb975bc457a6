"""Cuts the span of a quote out of the sealed parts, for a therapist to hear: a small WAV, and not a second more."""

import io
import wave
from collections.abc import Sequence

import av
import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.levels import RATE

_BYTES = 2  # 16-bit samples


class FlacClips:
    """Reads parts as `write_flac` wrote them."""

    def cut(self, parts: Sequence[tuple[float, bytes]], start_s: float, end_s: float) -> bytes:
        """Give exactly this span as a mono WAV file."""
        heard = [_within(content, begins_s, start_s, end_s) for begins_s, content in sorted(parts)]
        samples = np.concatenate(heard) if heard else np.zeros(0, dtype=np.int16)
        written = io.BytesIO()
        with wave.open(written, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(_BYTES)
            file.setframerate(RATE)
            file.writeframes(samples.astype("<i2").tobytes())
        return written.getvalue()


def _within(content: bytes, begins_s: float, start_s: float, end_s: float) -> NDArray[np.int16]:
    samples = _mixed(content)
    first, last = round((start_s - begins_s) * RATE), round((end_s - begins_s) * RATE)
    return samples[max(0, first) : max(0, last)]


def _mixed(content: bytes) -> NDArray[np.int16]:
    """Read a part, its channels mixed to one: both voices of an exchange are heard."""
    with av.open(io.BytesIO(content), "r", format="flac") as container:
        channels = container.streams.audio[0].channels
        blocks = [frame.to_ndarray().reshape(-1, channels) for frame in container.decode(audio=0)]
    if not blocks:
        return np.zeros(0, dtype=np.int16)
    mixed: NDArray[np.int16] = np.concatenate(blocks).mean(axis=1).astype(np.int16)
    return mixed
