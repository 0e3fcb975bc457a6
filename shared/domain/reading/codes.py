"""Says why a thread is still open, each code with the turn that shows it and the turn that moved away."""

from collections.abc import Iterator

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.signs import CODES, Signs
from shared.domain.reading.threading import Strand
from shared.domain.threads import Evidence, Why

MOST_CODES = 2
LAST_STRETCH = 0.9  # of the session
APART = 6  # turns between two mentions for the second to be a return
RETURNS = 3  # mentions, apart from one another
_MOVED_BY_THERAPIST = frozenset({Why.SHIFT, Why.PASSED, Why.UNASKED, Why.PARKED, Why.TIME, Why.LINK, Why.SPLIT, Why.CUT})


def evidence_of(strand: Strand, discourse: Discourse, signs: Signs) -> tuple[Evidence, ...]:
    """Give the likeliest codes, likeliest first, each with its evidence."""
    support = {why: float(signs.codes[strand.best, column]) for column, why in enumerate(CODES)}
    for why, more in _seen(strand, discourse):
        support[why] += more
    likeliest = sorted(CODES, key=lambda why: -support[why])[:MOST_CODES]
    return tuple(_evidence(why, strand, discourse) for why in likeliest)


def _seen(strand: Strand, discourse: Discourse) -> Iterator[tuple[Why, float]]:
    """Give what the shape of the talk itself shows."""
    if discourse.progress(strand.turns[0]) >= LAST_STRETCH:
        yield Why.DOOR, 0.3
    if len(mentions_apart(strand)) >= RETURNS:
        yield Why.RETURN, 0.3
    if discourse.asks_you(strand.best):
        yield Why.UNASKED, 0.2


def mentions_apart(strand: Strand) -> list[int]:
    """Give the first turn of every mention that stands apart from the one before."""
    firsts: list[int] = []
    before = -APART
    for index in strand.turns:
        if index - before >= APART:
            firsts.append(index)
        before = index
    return firsts


def _evidence(why: Why, strand: Strand, discourse: Discourse) -> Evidence:
    shown_at = strand.turns[-1] if why in {Why.RETURN, Why.DOOR} else strand.best
    answer = discourse.answer_to(shown_at)
    moved = answer.index if answer is not None and why in _MOVED_BY_THERAPIST else None
    return Evidence(why, shown_at, moved)
