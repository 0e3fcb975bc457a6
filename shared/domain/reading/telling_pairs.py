"""Sees a line in which two things stand together that are innocent apart: tablets, and counting them."""

import re
from functools import lru_cache
from importlib.resources import files

from shared.domain.reading.wordings import whole_words

APART = 30  # words at most between the halves; in a long turn two halves stand together by chance

_TITLE = re.compile(r"^\[[^\]]+\]$", re.MULTILINE)
_COMMENT = re.compile(r"^#.*$", re.MULTILINE)


def holds_telling_pair(plain: str) -> bool:
    """Tell whether a line, in plain lower-case words, holds both halves of a pair, close enough together."""
    return any(_together(left, right, plain) for left, right in _pairs())


def _together(left: re.Pattern[str], right: re.Pattern[str], plain: str) -> bool:
    those = [match.span() for match in right.finditer(plain)]
    return bool(those) and any(
        _words_between(plain, match.span(), span) <= APART for match in left.finditer(plain) for span in those
    )


def _words_between(plain: str, one: tuple[int, int], other: tuple[int, int]) -> int:
    first, then = sorted((one, other))
    return plain.count(" ", first[1], then[0]) - 1


@lru_cache(maxsize=1)
def _pairs() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    text = files("shared.domain.reading").joinpath("telling_pairs.txt").read_text(encoding="utf-8")
    halves = (block.split("&&") for block in _TITLE.split(_COMMENT.sub("", text)) if "&&" in block)
    return tuple((whole_words(left.split("\n")), whole_words(right.split("\n"))) for left, right in halves)
