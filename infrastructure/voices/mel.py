"""The mel filters that the voice encoder was trained with: Slaney's, as librosa makes them."""

import numpy as np
from numpy.typing import NDArray

_RATE, _LENGTH = 16_000, 400  # samples a second, and of one spectrum
_LINEAR_HZ, _LINEAR_STEP = 1000.0, 200.0 / 3  # Slaney's Auditory Toolbox (1998): linear up to 1 kHz …
_LOG_STEP = np.log(6.4) / 27.0  # … and logarithmic above


def mel_filters(count: int) -> NDArray[np.float32]:
    """Give the filters, one row each, over the bins of a spectrum; each has the same area."""
    bins = np.fft.rfftfreq(_LENGTH, 1.0 / _RATE)
    edges = _hertz(np.linspace(_mel(0.0), _mel(_RATE / 2), count + 2))
    rising = (bins[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins[None]) / (edges[2:] - edges[1:-1])[:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None], dtype=np.float32)


def _mel(hertz: float) -> float:
    if hertz < _LINEAR_HZ:
        return hertz / _LINEAR_STEP
    return float(_LINEAR_HZ / _LINEAR_STEP + np.log(hertz / _LINEAR_HZ) / _LOG_STEP)


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    border = _LINEAR_HZ / _LINEAR_STEP
    return np.where(mels < border, mels * _LINEAR_STEP, _LINEAR_HZ * np.exp(_LOG_STEP * (mels - border)))
