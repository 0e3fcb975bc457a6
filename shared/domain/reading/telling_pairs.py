"""Sees a line in which two things stand together that are innocent apart: tablets, and counting them."""

import re
from functools import lru_cache
from importlib.resources import files

from shared.domain.reading.wordings import whole_words

_TITLE = re.compile(r"^\[[^\]]+\]$", re.MULTILINE)
_COMMENT = re.compile(r"^#.*$", re.MULTILINE)


def holds_telling_pair(plain: str) -> bool:
    """Tell whether a line, in plain lower-case words, holds both halves of a pair."""
    return any(left.search(plain) and right.search(plain) for left, right in _pairs())


@lru_cache(maxsize=1)
def _pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    text = files("shared.domain.reading").joinpath("telling_pairs.txt").read_text(encoding="utf-8")
    halves = (block.split("&&") for block in _TITLE.split(_COMMENT.sub("", text)) if "&&" in block)
    return tuple((whole_words(left.split("\n")), whole_words(right.split("\n"))) for left, right in halves)
