"""Finds lines that a careful clinician would want to see before anything is sent; it only ever adds caution.

Three ways, each enough by itself: a plain wording, the scorer's own sign, and quiet signs that are
innocent alone. Wordings are matched in plain lower-case words, so missing marks change nothing; what
sounds like danger in an idiom, a film, a match or a joke is let go, and so is the despair of others that
a client plays, but for their threats.
"""

from collections.abc import Sequence

from shared.domain.reading.quiet_signs import quiet_signs
from shared.domain.reading.telling_pairs import holds_telling_pair
from shared.domain.reading.voices import own_words
from shared.domain.reading.wordings import wordings
from shared.domain.reading.words import words_of
from shared.domain.threads import RiskLine
from shared.domain.transcript import Speaker, Turn

SURE_ENOUGH = 0.8  # of the scorer's own sign, which below is as often wrong as right


def risk_lines(turns: Sequence[Turn], heard: Sequence[float]) -> tuple[RiskLine, ...]:
    """Give every client's line to be seen first; `heard` is the scorer's sign, one a turn."""
    said = [turn for turn in turns if turn.speaker is Speaker.CLIENT and turn.text.strip()]
    quiet = quiet_signs(said)
    return tuple(
        RiskLine(turn=turn.index, quote=turn.text.strip(), start_s=turn.start_s)
        for turn in said
        if turn.index in quiet or heard[turn.index] >= SURE_ENOUGH or sounds_like_risk(turn.text)
    )


def sounds_like_risk(text: str) -> bool:
    """Tell whether a line names danger to the client, from the client, or from somebody near."""
    known = wordings("risk_wordings")
    plain, own = (known["harmless"].sub(" ", words) for words in (" ".join(words_of(text)), own_words(text)))
    if known["denial"].search(plain):
        return False
    return bool(known["alarm"].search(own)) or holds_telling_pair(plain)
