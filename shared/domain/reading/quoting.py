"""Chooses the words of a turn that carry its weight: whole clauses, eight to fifteen words, exactly as said."""

import re
from dataclasses import dataclass, field

from shared.domain.reading.words import FILLERS, content_of, words_of

MOST_WORDS = 15  # rule P3
FEWEST_WORDS = 8  # fewer seldom carry a thread by themselves
_TOKEN = re.compile(r"\S+")
_JOINTS = frozenset("and but so because then cause when if or like that which who where".split())
_STARTERS = frozenset("i i'm i've i'd i'll it's it he she they we you there my the that's me".split())
_DANGLING = frozenset("the a an my his her their our to of and but so or in on at for with if that because i".split())
_REPORTED = frozenset("says goes said she'd he'd".split())  # what follows is often somebody else's voice


def quote_of(text: str) -> str:
    """Give the exact words to quote from a client's turn."""
    tokens = [_Token.of(match) for match in _TOKEN.finditer(text)]
    if len(tokens) <= MOST_WORDS:
        return text.strip()
    windows = [
        (first, last)
        for first in range(len(tokens))
        for last in range(first + FEWEST_WORDS - 1, min(first + MOST_WORDS, len(tokens)))
    ]
    first, last = max(windows, key=lambda window: (_worth(tokens, *window), -window[0]))
    return text[tokens[first].start : tokens[last].end]


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str = field(repr=False)  # a client's
    ends: int  # 2 at the end of a sentence, 1 at the end of a clause
    names: bool

    @classmethod
    def of(cls, match: re.Match[str]) -> "_Token":
        text = match.group()
        word = "".join(words_of(text)[:1])
        ends = 2 if text.rstrip("\"'”’)")[-1:] in {".", "!", "?", "…"} else int(text[-1] in ",;:–—-")
        return cls(match.start(), match.end(), word, ends, bool(content_of(text)))


def _worth(tokens: list[_Token], first: int, last: int) -> float:
    inside = tokens[first : last + 1]
    return (
        sum(token.names for token in inside)
        + 1.6 * any(token.word.startswith(("i", "my", "me")) and token.word in _STARTERS for token in inside)
        + _beginning(tokens, first)
        + _ending(tokens, last)
        - 3.0 * sum(token.ends == 2 for token in inside[:-1])  # noqa: PLR2004
        - 0.6 * sum(token.word in FILLERS for token in inside)
        - 0.5 * sum(token.word in _REPORTED for token in inside)
    )


def _beginning(tokens: list[_Token], first: int) -> float:
    """Value where a quote begins: best at a sentence, then at a clause, then at a joint of speech."""
    word = tokens[first].word
    if first == 0 or tokens[first - 1].ends == 2:  # noqa: PLR2004
        return 3.0
    if tokens[first - 1].ends == 1:
        return 1.5
    if word in _JOINTS or tokens[first - 1].word in _JOINTS:
        return 0.5
    return 0.0 if word in _STARTERS else -2.5


def _ending(tokens: list[_Token], last: int) -> float:
    """Value where a quote ends, the same way."""
    if tokens[last].word in _DANGLING:
        return -3.0
    if last == len(tokens) - 1 or tokens[last].ends == 2:  # noqa: PLR2004
        return 3.0
    if tokens[last].ends == 1:
        return 1.5
    return 0.5 if tokens[last + 1].word in _JOINTS else -1.5
