"""Names a thread in a few plain words, all of them the client's own."""

import math
from collections import Counter
from collections.abc import Sequence

from shared.domain.reading.words import content_of, words_of
from shared.domain.transcript import Turn

TOPIC_WORDS = 5
FEWEST_WORDS = 3
MENTIONED_AGAIN = 1.5  # what a thread says twice names it better than what it says once


def topic_of(best: Turn, turns: Sequence[Turn], session: Counter[str]) -> str:
    """Choose the words of the thread that stand out against the session, in the order they were said."""
    said = [word for turn in (best, *turns) for word in content_of(turn.text)]
    counts = Counter(said)
    own = set(content_of(best.text))

    def worth(word: str) -> float:
        return (MENTIONED_AGAIN if counts[word] > 2 else 1.0) * (1.5 if word in own else 1.0) / math.sqrt(session[word])  # noqa: PLR2004

    order = list(dict.fromkeys(said))
    chosen = sorted(sorted(order, key=worth, reverse=True)[:TOPIC_WORDS], key=order.index)
    if len(chosen) < FEWEST_WORDS:
        chosen = words_of(best.text)[:TOPIC_WORDS]
    return " ".join(chosen) or "something said in passing"


def words_in_session(turns: Sequence[Turn]) -> Counter[str]:
    """Count the naming words of a whole session."""
    return Counter(word for turn in turns for word in content_of(turn.text))
