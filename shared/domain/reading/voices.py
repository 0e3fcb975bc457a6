"""Tells the client's own voice from the voices a client plays: an aunt's despair at the bins is not the client's."""

import re

from shared.domain.reading.words import words_of

_QUOTED = re.compile(r"[\"“][^\"“”]*(?:[\"”]|$)")
_OWN_LEAD = re.compile(r"(?:\b(?:I|[Mm]e)\b|\bvoices?\b)[^.!?\"“”]{0,40}$")  # "I said", "a voice keeps on"
_THREAT = re.compile(
    r"\b(?:kill|hurt|find|finish|shoot|burn|drown|stab|strangle) (?:you|us|them|her|him|the kids)\b|"
    r"\b(?:yourself|you'?re dead|you should die)\b",
    re.IGNORECASE,
)  # said to somebody: whoever says it, a clinician wants to see it
# Raw recogniser text has no marks: only what plainly opens somebody else's speech is taken for one.
_PLAYED = re.compile(
    r"\b(?:he|she|they|him|her)(?:'s| is| was)? (?:just |all )?"
    r"(?:goes|going|go|like|shouting|screaming|sobbing|crying) (?:oh |and |help )?(?=i\b|i'|my )(?:\S+ ){1,15}"
)


def own_words(text: str) -> str:
    """Give the plain words of a turn without what somebody else is quoted as saying; threats are kept."""
    kept, at = [], 0
    for match in _QUOTED.finditer(text):
        if not _OWN_LEAD.search(text[at : match.start()]) and not _THREAT.search(match.group()):
            kept.append(text[at : match.start()])
            at = match.end()
    kept.append(text[at:])
    return _PLAYED.sub(_unless_threat, " ".join(words_of(" ".join(kept))) + " ").strip()


def _unless_threat(match: re.Match[str]) -> str:
    return match.group() if _THREAT.search(match.group()) else " "
