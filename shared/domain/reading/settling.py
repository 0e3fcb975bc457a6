"""Gathers what the session finished: matters whose liveliest sign is a closing one, by the client's exact words."""

from collections import Counter

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.quoting import quote_of
from shared.domain.reading.signs import Signs
from shared.domain.reading.threading import ONE_BREATH, SETTLED
from shared.domain.reading.topic import topic_of
from shared.domain.threads import SettledMatter

MOST_MATTERS = 8  # more than an hour can finish
FEWEST_WORDS = 6  # "that's settled" closes a matter and does not say which


def settled_matters(discourse: Discourse, signs: Signs, counts: Counter[str]) -> tuple[SettledMatter, ...]:
    """Give what was finished, surest first."""
    left = [
        turn.index
        for turn in discourse.client_turns
        if signs.closed[turn.index] > max(signs.open[turn.index], SETTLED) and len(turn.text.split()) >= FEWEST_WORDS
    ]
    found: list[SettledMatter] = []
    while left and len(found) < MOST_MATTERS:
        best = max(left, key=lambda index: (float(signs.closed[index]), -index))
        near = [index for index in left if abs(index - best) <= ONE_BREATH]
        left = [index for index in left if index not in near]
        turn = discourse.turns[best]
        topic = topic_of(turn, [discourse.turns[index] for index in near], counts)
        found.append(SettledMatter(best, quote_of(turn.text), topic))
    return tuple(found)
