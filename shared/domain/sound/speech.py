"""Where somebody speaks: frames of 20 ms, the runs of them, and the stretches in seconds that are worth hearing."""

import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.levels import FRAMES_PER_S

Mask = NDArray[np.bool_]
SpokenRows = NDArray[np.bool_]  # a mask for each channel, one row each
Stretch = tuple[float, float]  # seconds

_PADDING_S = 0.15  # soft beginnings and endings of words


def speech_stretches(mask: Mask) -> list[Stretch]:
    """Give the stretches of speech in seconds, padded, joined where the padding makes them touch."""
    stretches: list[Stretch] = []
    length_s = mask.size / FRAMES_PER_S
    for first, last in runs(mask):
        start_s = max(0.0, first / FRAMES_PER_S - _PADDING_S)
        end_s = min(length_s, last / FRAMES_PER_S + _PADDING_S)
        if stretches and start_s <= stretches[-1][1]:
            stretches[-1] = (stretches[-1][0], end_s)
        else:
            stretches.append((start_s, end_s))
    return stretches


def runs(mask: Mask) -> list[tuple[int, int]]:
    """Give the runs of true frames as (first, one past the last)."""
    edges = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(first), int(end)) for first, end in zip(firsts, ends, strict=True)]


def bridged(mask: Mask, longest: int) -> Mask:
    """Fill the gaps of at most `longest` frames between two runs of speech."""
    bridged = mask.copy()
    inner = [run for run in runs(~mask) if run[0] > 0 and run[1] < mask.size]
    for first, end in inner:
        if end - first <= longest:
            bridged[first:end] = True
    return bridged


def without_short_runs(mask: Mask, shortest: int) -> Mask:
    """Take out the runs of speech that are shorter than `shortest` frames."""
    kept = mask.copy()
    for first, end in runs(mask):
        if end - first < shortest:
            kept[first:end] = False
    return kept


def write_runs(spoken: SpokenRows) -> str:
    """Write masks as the runs of their frames, such as `12-340,400-420|` for two channels, the second silent."""
    return "|".join(",".join(f"{first}-{end}" for first, end in runs(mask)) for mask in spoken)


def read_runs(text: str, channels: int, frames: int) -> SpokenRows:
    """Read what `write_runs` wrote of so many channels and frames.

    Raises:
        ValueError: when it was written of something else.
    """
    spoken = np.zeros((channels, frames), dtype=np.bool_)
    for mask, row in zip(spoken, text.split("|"), strict=True):
        for first, end in (map(int, run.split("-")) for run in row.split(",") if run):
            mask[first:end] = True
    return spoken
