"""Packs stretches of speech into windows, as Whisper always listens to thirty seconds, full or not."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.adapters.speech.own_stretches import OwnSpeech, own_stretches
from shared.domain.sound.levels import RATE

WINDOW_S = 29.0  # under Whisper's thirty seconds
_PAUSE_S = 0.3  # kept between two stretches, so that sentences still end
_PAUSE = np.zeros(round(_PAUSE_S * RATE), dtype=np.float32)
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


def pack_windows(part: Path) -> Iterator[Window]:
    """Give every channel's speech in a part as windows, as few as its order allows."""
    for speech in own_stretches(part, longest_s=WINDOW_S, between_s=_PAUSE_S):
        yield _window(speech)


def _window(speech: OwnSpeech) -> Window:
    pieces = [speech.sound_of(stretch).astype(np.float32) / _FULL_SCALE for stretch in speech.stretches]
    packed_at = accumulate((piece.size / RATE + _PAUSE_S for piece in pieces[:-1]), initial=0.0)
    heard_at, ends_at = zip(*speech.stretches, strict=True)
    sound = np.concatenate([each for piece in pieces for each in (piece, _PAUSE)])
    return Window(speech.channel, sound, tuple(packed_at), heard_at, ends_at)
