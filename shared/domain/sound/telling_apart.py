"""Tells the voices of a mono recording apart: prints that are alike are one voice, one to three voices in all.

Spectral clustering (Ng, Jordan and Weiss 2001) into as many groups as there may be voices; groups that are too alike
become one again; then every window goes to the voice that it and its neighbours fit best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.voices import VoiceStretch

Prints = NDArray[np.float32]  # one row a window, each of length one
Groups = NDArray[np.int64]

MOST_VOICES = 3  # a client, a therapist, and somebody they brought along
_MOST_CLUSTERED = 1_000  # windows; a matrix of a million similarities is 8 MB, and more windows say nothing new
_LEAST_S = 0.8  # a shorter window is too little to know a voice by
_NEIGHBOURS = 0.2  # of all windows: to how many each is held alike
_ALIKE = 0.80  # cosine of two groups that are one voice
_LEAST_SHARE, _LEAST_VOICE_S = 0.02, 4.0  # of the speech: less is a cough, a door or a laugh
_ROUNDS = 30
_FIT = 12.0  # what a whole window's likeness weighs against a change of voice
_CHANGE_INSIDE, _CHANGE_BETWEEN = 1.5, 0.4  # the price of a change within a phrase, and after a pause
_WHOLE_S = 1.6


@dataclass(frozen=True, slots=True)
class Heard:
    """One window: the phrase it is part of, its seconds in the recording, and its print."""

    phrase: int
    start_s: float
    end_s: float
    print: Prints = field(repr=False)

    @property
    def length_s(self) -> float:
        """Seconds of the window."""
        return self.end_s - self.start_s


def tell_apart(windows: Sequence[Heard]) -> tuple[VoiceStretch, ...]:
    """Give the stretches of each voice, numbered by who speaks first; none where nobody speaks."""
    if not windows:
        return ()
    prints = np.array([window.print for window in windows], dtype=np.float64)
    lengths_s = np.array([window.length_s for window in windows])
    centres = _centres(prints, lengths_s)
    groups = _smoothed(windows, prints @ centres.T, lengths_s)
    return tuple(_stretches(windows, _by_first_word(groups)))


def _centres(prints: NDArray[np.float64], lengths_s: NDArray[np.float64]) -> NDArray[np.float64]:
    telling = np.flatnonzero(lengths_s >= min(_LEAST_S, lengths_s.max()))
    chosen = telling[np.linspace(0, len(telling) - 1, min(len(telling), _MOST_CLUSTERED)).round().astype(int)]
    groups = _clustered(prints[chosen], min(MOST_VOICES, len(chosen)))
    centres = _means(prints[chosen], groups)
    while len(centres) > 1:
        likeness = centres @ centres.T - 2.0 * np.eye(len(centres))
        one, other = np.unravel_index(int(likeness.argmax()), likeness.shape)
        seconds = np.bincount(groups, weights=lengths_s[chosen], minlength=len(centres))
        rare = int(seconds.argmin())
        if likeness[one, other] >= _ALIKE:
            groups = _merged(groups, int(one), int(other))
        elif seconds[rare] < max(_LEAST_SHARE * seconds.sum(), _LEAST_VOICE_S):
            groups = _merged(groups, rare, int(likeness[rare].argmax()))
        else:
            break
        centres = _means(prints[chosen], groups)
    return centres


def _clustered(prints: NDArray[np.float64], count: int) -> Groups:
    """Group windows by the first eigenvectors of their normalised graph of likeness."""
    if count < len(("one", "other")):
        return np.zeros(len(prints), dtype=np.int64)
    likeness = np.clip(prints @ prints.T, 0.0, 1.0)
    nearest = max(count, round(_NEIGHBOURS * len(prints)))
    least = -np.partition(-likeness, nearest - 1, axis=1)[:, nearest - 1]
    graph = np.where(likeness >= least[:, None], likeness, 0.0)
    graph = (graph + graph.T) / 2.0
    scale = 1.0 / np.sqrt(graph.sum(axis=1))
    _, vectors = np.linalg.eigh(graph * scale[:, None] * scale)
    rows = vectors[:, -count:]
    return _k_means(rows / np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-12), count)


def _k_means(rows: NDArray[np.float64], count: int) -> Groups:
    centres = rows[_far_apart(rows, count)]
    groups = np.zeros(len(rows), dtype=np.int64)
    for _ in range(_ROUNDS):
        groups = (rows @ centres.T).argmax(axis=1)
        centres = np.array(
            [rows[groups == one].mean(axis=0) if (groups == one).any() else centres[one] for one in range(count)]
        )
    return _numbered(groups)


def _far_apart(rows: NDArray[np.float64], count: int) -> list[int]:
    chosen = [int((rows @ rows.mean(axis=0)).argmax())]
    while len(chosen) < count:
        chosen.append(int((rows @ rows[chosen].T).max(axis=1).argmin()))
    return chosen


def _means(prints: NDArray[np.float64], groups: Groups) -> NDArray[np.float64]:
    means = np.array([prints[groups == one].mean(axis=0) for one in range(groups.max() + 1)])
    return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True))


def _merged(groups: Groups, one: int, other: int) -> Groups:
    return _numbered(np.where(groups == one, other, groups))


def _numbered(groups: Groups) -> Groups:
    return np.asarray(np.unique(groups, return_inverse=True)[1], dtype=np.int64)


def _smoothed(windows: Sequence[Heard], likeness: NDArray[np.float64], lengths_s: NDArray[np.float64]) -> Groups:
    """Find the likeliest course of voices (Viterbi 1967): windows that say little follow their neighbours."""
    count = likeness.shape[1]
    fits = _FIT * likeness * np.minimum(1.0, lengths_s / _WHOLE_S)[:, None]
    best = fits[0]
    came_from = np.zeros((len(windows), count), dtype=np.int64)
    for place, (before, window) in enumerate(pairwise(windows), 1):
        price = _CHANGE_INSIDE if before.phrase == window.phrase else _CHANGE_BETWEEN
        ways = best[:, None] - price * (1.0 - np.eye(count))
        came_from[place] = ways.argmax(axis=0)
        best = ways.max(axis=0) + fits[place]
    course = [int(best.argmax())]
    for place in range(len(windows) - 1, 0, -1):
        course.append(int(came_from[place, course[-1]]))
    return np.array(course[::-1], dtype=np.int64)


def _by_first_word(groups: Groups) -> Groups:
    first = {int(group): None for group in groups}
    number = {group: place for place, group in enumerate(first)}
    return np.array([number[int(group)] for group in groups], dtype=np.int64)


def _stretches(windows: Sequence[Heard], groups: Groups) -> list[VoiceStretch]:
    stretches: list[VoiceStretch] = []
    phrase = -1
    for window, voice in zip(windows, groups.tolist(), strict=True):
        if window.phrase != phrase:
            stretches.append(VoiceStretch(voice, window.start_s, window.end_s))
        elif stretches[-1].voice == voice:
            stretches[-1] = VoiceStretch(voice, stretches[-1].start_s, window.end_s)
        else:
            border_s = _border(stretches[-1], window)
            stretches[-1] = VoiceStretch(stretches[-1].voice, stretches[-1].start_s, border_s)
            stretches.append(VoiceStretch(voice, border_s, window.end_s))
        phrase = window.phrase
    return stretches


def _border(before: VoiceStretch, window: Heard) -> float:
    """Give the middle between the middles of two overlapping windows that different voices speak in."""
    return min(before.end_s, max(before.start_s, (before.end_s - _WHOLE_S / 2 + window.start_s + _WHOLE_S / 2) / 2))
