"""Gives the words of a recogniser that knows no sentences full stops where the speaker paused."""

import re
from collections.abc import Sequence
from dataclasses import replace

from shared.domain.transcript import Word

_PAUSE_S = 0.35  # people stop this long between two sentences, and seldom inside one
_MARK = re.compile(r"[.,?!…]")


def punctuated(words: Sequence[Word]) -> list[Word]:
    """Put a full stop before each pause, and a capital after it, unless the words have marks of their own."""
    if any(_MARK.search(word.text) for word in words):
        return list(words)
    ends = [
        following is None or following.start_s - word.end_s >= _PAUSE_S
        for word, following in zip(words, [*words[1:], None], strict=True)
    ]
    begins = [True, *ends[:-1]]
    return [_written(word, begins=b, ends=e) for word, b, e in zip(words, begins, ends, strict=True)]


def _written(word: Word, *, begins: bool, ends: bool) -> Word:
    text = word.text[:1].upper() + word.text[1:] if begins else word.text
    return replace(word, text=f"{text}." if ends else text)
