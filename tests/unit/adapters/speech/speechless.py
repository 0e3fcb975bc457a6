"""Sounds made up for tests, one row a channel, 16 kHz: what a voice is not, and a stand-in for one."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shared.adapters.media.flac import write_flac
from shared.domain.sound.levels import RATE, Samples

_FULL = 32767.0


def silence(seconds: float) -> Samples:
    return _samples(np.zeros(_length(seconds)))


def noise(seconds: float, *, seed: int = 0) -> Samples:
    """A room: steady, at -46 dB."""
    return _samples(np.random.default_rng(seed).standard_normal(_length(seconds)) * 0.005)


def hum(seconds: float) -> Samples:
    """The mains, with its overtones."""
    moments = _moments(seconds)
    return _samples(sum(0.1 / n * np.sin(2 * np.pi * 50 * n * moments) for n in (1, 2, 3, 5)))


def music(seconds: float) -> Samples:
    """A slow tune of three voices, each note struck and dying away."""
    moments = _moments(seconds)
    beat, place = np.divmod(moments, 0.6)
    notes = np.array([220.0, 261.6, 329.6, 293.7, 246.9, 196.0])[beat.astype(int) % 6]
    chord = sum(np.sin(2 * np.pi * notes * ratio * moments) for ratio in (1.0, 1.26, 1.5))
    return _samples(0.1 * chord * np.exp(-3.0 * place))


def chirps(seconds: float, *, seed: int = 0) -> NDArray[np.float32]:
    """Something that never stays the same, for engines to listen to; one row, −1…1."""
    chance = np.random.default_rng(seed)
    moments = _moments(seconds)
    pitch = chance.uniform(150, 900) * (1 + 0.1 * np.sin(moments * chance.uniform(1, 4)))
    gate = np.sin(moments * chance.uniform(2, 8)) > 0
    hiss = 0.02 * chance.standard_normal(moments.size)
    return np.asarray(0.3 * gate * np.sin(2 * np.pi * pitch * moments) + hiss, dtype=np.float32)


def as_part(samples: Samples, folder: Path) -> Path:
    path = folder / "part.flac"
    write_flac(path, samples)
    return path


def _samples(wave: NDArray[np.float64]) -> Samples:
    return np.asarray(np.clip(wave, -1.0, 1.0) * _FULL, dtype=np.int16)[np.newaxis]


def _moments(seconds: float) -> NDArray[np.float64]:
    return np.arange(_length(seconds)) / RATE


def _length(seconds: float) -> int:
    return round(seconds * RATE)
