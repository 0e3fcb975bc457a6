"""Packs stretches of speech into windows, as Whisper always listens to thirty seconds, full or not."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.adapters.speech.own_stretches import own_stretches
from shared.domain.sound.levels import RATE, Samples

WINDOW_S = 29.0  # under Whisper's thirty seconds
_PAUSE_S = 0.3  # kept between two stretches, so that sentences still end
_FULL_SCALE = 32768.0


@dataclass(frozen=True, slots=True)
class Window:
    """Speech of one channel without its pauses, and where each stretch of it was in the part.

    `packed_at` are the seconds at which the stretches begin in the window, `heard_at` those at
    which they begin in the part, and `ends_at` those at which they end there.
    """

    channel: int
    sound: NDArray[np.float32]
    packed_at: tuple[float, ...]
    heard_at: tuple[float, ...]
    ends_at: tuple[float, ...]

    def word_times(self, start_s: float, end_s: float) -> tuple[float, float]:
        """Give the times in the part of a word, which belongs to the stretch that holds its middle."""
        middle_s = (start_s + end_s) / 2
        stretch = max(0, bisect_right(self.packed_at, middle_s) - 1)
        shift_s = self.heard_at[stretch] - self.packed_at[stretch]
        first_s, last_s = self.heard_at[stretch], self.ends_at[stretch]
        begin = min(max(start_s + shift_s, first_s), last_s)
        return begin, max(begin, min(end_s + shift_s, last_s))


def pack_windows(part: Samples) -> Iterator[Window]:
    """Give every channel's speech in windows."""
    open_window: _Packer | None = None
    for stretch in own_stretches(part, longest_s=WINDOW_S):
        for start_s, samples in _in_windows(stretch.start_s, stretch.samples):
            if open_window is None or not open_window.takes(stretch.channel, samples):
                if open_window is not None:
                    yield open_window.close()
                open_window = _Packer(stretch.channel)
            open_window.add(start_s, samples)
    if open_window is not None:
        yield open_window.close()


def _in_windows(start_s: float, samples: NDArray[np.int16]) -> Iterator[tuple[float, NDArray[np.int16]]]:
    longest = round(WINDOW_S * RATE)
    for first in range(0, samples.size, longest):
        yield start_s + first / RATE, samples[first : first + longest]


class _Packer:
    """A window while it is being filled."""

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._pieces: list[NDArray[np.float32]] = []
        self._length = 0
        self._packed_at: list[float] = []
        self._heard_at: list[float] = []
        self._ends_at: list[float] = []

    def takes(self, channel: int, samples: NDArray[np.int16]) -> bool:
        return channel == self._channel and self._length + samples.size <= WINDOW_S * RATE

    def add(self, start_s: float, samples: NDArray[np.int16]) -> None:
        pause = np.zeros(round(_PAUSE_S * RATE), dtype=np.float32)
        self._packed_at.append(self._length / RATE)
        self._heard_at.append(start_s)
        self._ends_at.append(start_s + samples.size / RATE)
        self._pieces += [samples.astype(np.float32) / _FULL_SCALE, pause]
        self._length += samples.size + pause.size

    def close(self) -> Window:
        places = (tuple(times) for times in (self._packed_at, self._heard_at, self._ends_at))
        return Window(self._channel, np.concatenate(self._pieces), *places)
