"""Speaker confusion: how much of what is spoken was given to the wrong voice (NIST RT-09, without misses)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from shared.domain.sound.voices import VoiceStretch

_STEPS_PER_S = 100
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Confusion:
    """Seconds given to the wrong voice, seconds of speech that were scored, and how many voices were found."""

    wrong_s: float
    scored_s: float
    voices: int

    @property
    def share(self) -> float:
        """Wrong seconds a second."""
        return self.wrong_s / self.scored_s if self.scored_s else 0.0


def confusion(truth: Sequence[VoiceStretch], found: Sequence[VoiceStretch], *, collar_s: float) -> Confusion:
    """Score voices against the truth, under the best naming; times within `collar_s` of a true border are left out.

    Times in which nothing was found are misses, not confusion, and are left out as well.
    """
    end_s = max(stretch.end_s for stretch in (*truth, *found))
    true, heard = (_painted(stretches, end_s) for stretches in (truth, found))
    scored = (true != NOBODY) & (heard != NOBODY) & ~_near_borders(truth, end_s, collar_s)
    voices = 1 + max(stretch.voice for stretch in found)
    people = range(max(voices, 1 + max(stretch.voice for stretch in truth)))
    right = max(int((true[scored] == np.array(names)[heard[scored]]).sum()) for names in permutations(people, voices))
    total = int(scored.sum())
    return Confusion((total - right) / _STEPS_PER_S, total / _STEPS_PER_S, voices)


def _painted(stretches: Sequence[VoiceStretch], end_s: float) -> NDArray[np.int64]:
    steps = np.full(round(end_s * _STEPS_PER_S), NOBODY, dtype=np.int64)
    for stretch in stretches:
        steps[round(stretch.start_s * _STEPS_PER_S) : round(stretch.end_s * _STEPS_PER_S)] = stretch.voice
    return steps


def _near_borders(truth: Sequence[VoiceStretch], end_s: float, collar_s: float) -> NDArray[np.bool_]:
    near = np.zeros(round(end_s * _STEPS_PER_S), dtype=np.bool_)
    for border_s in {moment for stretch in truth for moment in (stretch.start_s, stretch.end_s)}:
        first, last = (round((border_s + side * collar_s) * _STEPS_PER_S) for side in (-1, 1))
        near[max(0, first) : last] = True
    return near
