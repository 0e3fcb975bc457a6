"""What a voice is like, a window at a time: numbers that live only while voices are told apart, and are never kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.adapters.media.models import ENCODER, open_model
from shared.domain.sound.levels import RATE
from shared.domain.sound.speech import Stretch
from shared.domain.sound.telling_apart import Heard, Prints

_FRAME, _HOP = 400, 160  # samples: the encoder's spectra of 25 ms, one every 10 ms
_WINDOW = 160  # spectra: the 1.6 s that the encoder was trained on
_STEP = 50  # spectra between the middles of two windows
_LOUDNESS = 10.0 ** (-30.0 / 20.0)  # of full scale: what the encoder was trained at
_MOST_GAIN = 100.0  # 40 dB; what is quieter than that is no voice
_BATCH = 32
_FULL_SCALE = 32768.0
_HANN = np.hanning(_FRAME + 1)[:-1].astype(np.float32)

Mono = NDArray[np.int16]
Spectra = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Window:
    phrase: int
    start_s: float
    end_s: float
    spectra: Spectra


def take_prints(sound: Mono, phrases: Sequence[Stretch], *, offset_s: float, first_phrase: int) -> list[Heard]:
    """Take voice prints of every phrase of one part; `offset_s` is the part's place in the recording."""
    windows = _windows(sound, phrases, offset_s, first_phrase)
    heard: list[Heard] = []
    while batch := _next(windows):
        prints: Prints = open_model(ENCODER).run(None, {"spectra": np.stack([each.spectra for each in batch])})[0]
        heard += [Heard(each.phrase, each.start_s, each.end_s, one) for each, one in zip(batch, prints, strict=True)]
    return heard


def _next(windows: Iterator[_Window]) -> list[_Window]:
    return [window for _, window in zip(range(_BATCH), windows, strict=False)]


def _windows(sound: Mono, phrases: Sequence[Stretch], offset_s: float, first_phrase: int) -> Iterator[_Window]:
    for number, (start_s, end_s) in enumerate(phrases, first_phrase):
        spectra = power_spectra(_normalised(sound[round(start_s * RATE) : round(end_s * RATE)]))
        count = len(spectra)
        places = 1 if count <= _WINDOW else 2 + (count - _WINDOW - 1) // _STEP
        for first in np.linspace(0, max(0, count - _WINDOW), places).round().astype(int):
            own = spectra[first : first + _WINDOW]
            begin_s = offset_s + start_s + first * _HOP / RATE
            whole = np.resize(own, (_WINDOW, own.shape[1]))  # a short phrase goes round until it fills a window
            yield _Window(number, begin_s, begin_s + len(own) * _HOP / RATE, whole)


def power_spectra(sound: NDArray[np.float32]) -> Spectra:
    """Give the power spectra of a sound, one row every 10 ms."""
    padded = np.pad(sound, _FRAME // 2)
    framed = np.lib.stride_tricks.sliding_window_view(padded, _FRAME)[::_HOP]
    return np.asarray(np.abs(np.fft.rfft(framed * _HANN, axis=1)) ** 2, dtype=np.float32)


def _normalised(sound: Mono) -> NDArray[np.float32]:
    scaled = sound.astype(np.float32) / _FULL_SCALE
    loudness = float(np.sqrt(np.mean(scaled**2))) if scaled.size else 0.0
    gain = min(_MOST_GAIN, _LOUDNESS / loudness) if loudness else 1.0
    return scaled * np.float32(gain)
