"""Shortens what a brief quotes: always an exact part, for a risk line the part that names the danger."""

import re

from shared.domain.notes.lexicon import lexicon
from shared.domain.notes.quoting import MAX_QUOTE_WORDS
from shared.domain.reading.risk import sounds_like_risk

_SENTENCE = re.compile(r"[^.!?…]+")


def first_words(quote: str) -> str:
    """Give as many words as a note may quote."""
    tokens = list(re.finditer(r"\S+", quote))[:MAX_QUOTE_WORDS]
    return quote[tokens[0].start() : tokens[-1].end()] if tokens else ""


def words_of_risk(quote: str, room: int) -> str:
    """Give at most so many words of a risk line: those around the danger."""
    return _words_around(quote, _place_of_risk(quote), room)


def _place_of_risk(quote: str) -> int:
    """Give where the danger is named; where no wording names it, the end, for people come to it last."""
    spans = lexicon().risk.spans_in(quote)
    if spans:
        return min(spans)[0]
    named = (match.start() for match in _SENTENCE.finditer(quote) if sounds_like_risk(match.group()))
    return next(named, len(quote))


def _words_around(quote: str, place: int, room: int) -> str:
    """Give an exact part of a long line that holds this place, with some words before it."""
    tokens = list(re.finditer(r"\S+", quote))
    at = sum(token.end() <= place for token in tokens)
    first = max(0, min(at - room // 2, len(tokens) - room))
    shown = tokens[first : first + room]
    return quote[shown[0].start() : shown[-1].end()] if shown else ""
