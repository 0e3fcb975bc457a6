"""Where a note quotes, and whether a quote is what the client said (rule P3)."""

import re
from collections.abc import Sequence

from shared.domain.notes.lexicon import CURLED

MAX_QUOTE_WORDS = 15  # rule P3: longer than this, it stops being a line and becomes a record
_QUOTED = re.compile(r"[\"“”]([^\"“”]*)[\"“”]")
_MARK = re.compile(r"[\"“”]")
_CLOSING = ",.?!;:…- \N{EN DASH}\N{EM DASH}"  # may belong to the sentence around the quote
_STAND_IN = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}quote\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


def quoted_spans(body: str) -> tuple[str, ...]:
    """Give what stands between quotation marks, without the sentence's own closing marks."""
    return tuple(span.strip().rstrip(_CLOSING) for span in _QUOTED.findall(body))


def has_open_quote(body: str) -> bool:
    """Tell whether a quotation mark has no partner."""
    return len(_MARK.findall(body)) % 2 == 1  # one mark opens, one closes


def without_quotes(body: str) -> str:
    """Give the words that are the note's own, each quote replaced by a stand-in."""
    return _QUOTED.sub(_STAND_IN, body)


def is_said(span: str, spoken: Sequence[str]) -> bool:
    """Tell whether these words, whole and unchanged, stand in one of the client's turns."""
    wanted = _straight(span)
    if not wanted:
        return False
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)" if _has_word_edges(wanted) else re.escape(wanted))
    return any(whole.search(_straight(turn)) for turn in spoken)


def put_quote(sentence: str, quote: str) -> str:
    """Put a quote into a sentence; its own question mark takes the place of the comma or full stop."""
    if quote.endswith("?"):
        sentence = sentence.replace("{quote},", "{quote}").replace("{quote}.", "{quote}")
    return sentence.replace("{quote}", quote)


def _has_word_edges(span: str) -> bool:
    return bool(re.match(r"\w", span) and re.search(r"\w$", span))


def _straight(text: str) -> str:
    """Take an editor's curled apostrophe for the plain one; nothing else is forgiven."""
    return text.replace(CURLED, "'")
