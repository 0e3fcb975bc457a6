"""Finds lines that a careful clinician would want to see before anything is sent; it only ever adds caution.

Patterns work on plain lower-case words, so a recogniser's missing marks change nothing. What sounds
like danger in an idiom, a film, a match or a joke is let go, unless a plain line stands beside it.
"""

import re
from functools import lru_cache

from shared.domain.reading.risk_words import ALARMS, HARMLESS, QUESTIONS_OF_FORM
from shared.domain.reading.words import words_of
from shared.domain.threads import RiskLine
from shared.domain.transcript import Speaker, Turn

SURE_ENOUGH = 0.5  # of the scorer's own sign, where it has one


def risk_lines(turns: tuple[Turn, ...], heard: tuple[float, ...] = ()) -> tuple[RiskLine, ...]:
    """Give every client's line to be seen first: by pattern, or heard by the scorer."""
    found = []
    for turn in turns:
        if turn.speaker is not Speaker.CLIENT:
            continue
        alarmed = sounds_like_risk(turn.text) or (bool(heard) and heard[turn.index] >= SURE_ENOUGH)
        if alarmed and turn.text.strip():
            found.append(RiskLine(turn=turn.index, quote=turn.text.strip(), start_s=turn.start_s))
    return tuple(found)


def sounds_like_risk(text: str) -> bool:
    """Tell whether a line names danger to the client, from the client, or from somebody near."""
    plain = " ".join(words_of(text))
    for harmless in _compiled(HARMLESS):
        plain = harmless.sub(" ", plain)
    if any(question.search(plain) for question in _compiled(QUESTIONS_OF_FORM)):
        return False
    return any(alarm.search(plain) for alarm in _compiled(ALARMS))


@lru_cache(maxsize=4)
def _compiled(patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{pattern})\b") for pattern in patterns)
