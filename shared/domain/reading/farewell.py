"""Tells a farewell from a disclosure at the door: "see you Tuesday" is never a thread (rule P6)."""

import re

from shared.domain.reading.words import content_of, words_of

MOST_WORDS = 14  # a farewell is short
MOST_NAMED = 1  # and names next to nothing but the day
_PARTING = re.compile(
    r"\b(?:see you|see ya|bye|goodbye|ta ra|ta ta|cheerio|cheers|take care|thanks|thank you|same time|until next|"
    r"till next|mind how you go|have a (?:good|nice|lovely)|next week|next time|all the best|so long)\b"
)
_OF_THE_DOOR = frozenset(
    """
    bye goodbye cheers cheerio care monday tuesday wednesday thursday friday saturday sunday week weeks weekend
    fortnight month morning afternoon evening night tomorrow later lovely nice safe doctor have see ya ta tra best
    january february march april june july august september october november december half past quarter four five six
    seven eight nine ten eleven twelve
    """.split()
)


def is_farewell(text: str) -> bool:
    """Tell whether a turn only takes leave."""
    words = words_of(text)
    named = [word for word in content_of(text) if word not in _OF_THE_DOOR]
    return len(words) <= MOST_WORDS and len(named) <= MOST_NAMED and bool(_PARTING.search(" ".join(words)))
