"""Sees danger that nobody names: quiet signs, each innocent alone, that a clinician would want to see together."""

import re
from collections.abc import Sequence

from shared.domain.reading.wordings import wordings
from shared.domain.reading.words import words_of
from shared.domain.transcript import Turn

KINDS = ("leaving", "fearing")  # getting ready to be gone; living in fear of somebody near
TOGETHER = 5  # different signs of one kind; four were found in 30 harmless turns of 106 sessions, five in 8


def quiet_signs(said: Sequence[Turn]) -> frozenset[int]:
    """Give the turns that together look like preparing to be gone, or like living in fear."""
    plain = {turn.index: " ".join(words_of(turn.text)) for turn in said}
    found: set[int] = set()
    for kind in KINDS:
        signs = [pattern for title, pattern in wordings("quiet_signs").items() if title.startswith(kind)]
        shown = [places for places in (_showing(pattern, plain) for pattern in signs) if places]
        if len(shown) >= TOGETHER:
            found.update(*shown)
    return frozenset(found)


def _showing(pattern: re.Pattern[str], plain: dict[int, str]) -> set[int]:
    return {index for index, text in plain.items() if pattern.search(text)}
