"""How stretches of speech are gathered for a recogniser: as much at once as it takes, no word cut without need."""

from collections.abc import Iterable, Sequence

import numpy as np

from shared.domain.sound.cutting import quietest_frame
from shared.domain.sound.levels import FRAMES_PER_S, Levels
from shared.domain.sound.speech import Stretch

BREATH_S = 0.6  # a pause inside what somebody is saying, which is heard with it
Gathered = tuple[Stretch, ...]


def divide_long(stretches: Iterable[Stretch], levels: Levels, *, longest_s: float) -> list[Stretch]:
    """Divide what is spoken without a pause for longer than `longest_s`, where it is quietest; `levels` has one row."""
    divided: list[Stretch] = []
    for whole_start_s, end_s in stretches:
        start_s = whole_start_s
        while end_s - start_s > longest_s:
            first, last = (round((start_s + share * longest_s) * FRAMES_PER_S) for share in (0.5, 1.0))
            cut_s = (first + quietest_frame(np.atleast_2d(levels)[:, first:last])) / FRAMES_PER_S
            divided.append((start_s, cut_s))
            start_s = cut_s
        divided.append((start_s, end_s))
    return divided


def gather(stretches: Iterable[Stretch], *, longest_s: float, between_s: float | None) -> list[Gathered]:
    """Gather stretches, in order, into as few groups of at most `longest_s` seconds as that order allows.

    What is only a breath apart becomes one stretch, breath included. Groups take in longer pauses,
    each as `between_s` seconds, or none where `between_s` is None. No stretch is longer than `longest_s`.
    """
    groups: list[Gathered] = []
    for stretch in stretches:
        joined = _joined(groups[-1], stretch, between_s) if groups else None
        if joined is not None and length_of(joined, between_s or 0.0) <= longest_s:
            groups[-1] = joined
        else:
            groups.append((stretch,))
    return groups


def length_of(group: Sequence[Stretch], between_s: float) -> float:
    """Give the seconds of a group with what is put between its stretches."""
    return sum(end_s - start_s for start_s, end_s in group) + between_s * (len(group) - 1)


def _joined(group: Gathered, stretch: Stretch, between_s: float | None) -> Gathered | None:
    start_s, end_s = group[-1]
    if stretch[0] - end_s <= BREATH_S:
        return (*group[:-1], (start_s, stretch[1]))
    return (*group, stretch) if between_s is not None else None
