"""Who else is named: people and places that must not travel in a mail beyond the client's own circle."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from shared.domain.notes.lexicon import CURLED, lexicon

_WORD = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_STARTS_SENTENCE = re.compile(r"(?:^|[.!?…:;\"“”(\[\u2013\u2014\n\u2039\u203a-])\s*[\"“”'\u2018(\[]*$")


def name_spans(text: str, known: frozenset[str] = frozenset()) -> tuple[tuple[int, int], ...]:
    """Give where names stand in a text.

    A name is a listed first name, in any case, or one of `known`; or a capital inside a sentence.
    What a sentence begins with has a capital anyway, so there only a listed or known name counts.
    """
    return tuple(match.span() for match in _WORD.finditer(text) if _is_name(match, text, known))


def names_written(texts: Iterable[str]) -> frozenset[str]:
    """Collect the words that a transcript writes with a capital inside sentences and never without."""
    capital: Counter[str] = Counter()
    small: set[str] = set()
    for text in texts:
        for match in _WORD.finditer(text):
            word = _stem(match.group())
            if match.group()[0].islower():
                small.add(word)
            elif not _starts_sentence(text, match.start()):
                capital[word] += 1
    return frozenset(capital) - small - lexicon().never_names


@cache
def first_names() -> frozenset[str]:
    """Read the listed first names, once a process.

    Made from the public-domain name counts of the 1990 United States census and names common
    since, without those that are everyday words.
    """
    return frozenset(files(__package__).joinpath("first_names.txt").read_text("utf-8").split())


def _is_name(match: re.Match[str], text: str, known: frozenset[str]) -> bool:
    word = _stem(match.group())
    if word in lexicon().never_names or word.split("'")[0] in lexicon().never_names:
        return False
    if word in first_names() or word in known:
        return True
    return match.group()[0].isupper() and not _starts_sentence(text, match.start())


def _stem(word: str) -> str:
    """Take off the possessive: Tobias's, Tobias' and Tobias are one name."""
    return re.sub(r"'s?$", "", word.lower().replace(CURLED, "'"))


def _starts_sentence(text: str, start: int) -> bool:
    return bool(_STARTS_SENTENCE.search(text[max(0, start - 8) : start])) if start else True
