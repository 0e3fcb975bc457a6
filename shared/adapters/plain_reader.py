"""Reads without any model, for places where software may not infer feelings: only plain moves of talk are looked for.

What counts is what was said and done with it (put off, cut short, asked and not answered, said at the door), never
what somebody may have felt. It finds less than the other engines, and says so by its name.
"""

from collections.abc import Iterator, Sequence

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.farewell import is_farewell
from shared.domain.reading.moves import RULES
from shared.domain.reading.quoting import quote_of
from shared.domain.reading.ranking import door_factor
from shared.domain.reading.risk import risk_lines
from shared.domain.reading.threading import ONE_BREATH
from shared.domain.reading.timing import span_of
from shared.domain.reading.topic import topic_of, words_in_session
from shared.domain.reading.words import content_of
from shared.domain.threads import EmotionalThread, Evidence, Reading, Why
from shared.domain.transcript import Transcript, Turn

ENGINE = "plain"
MOST_THREADS = 5  # as the other engines give
NAMES_SOMETHING = 3  # naming words; a turn with fewer is not a matter of its own
_MOVES = {
    "answered with the time": Why.TIME,
    "answered with later": Why.PARKED,
    "waved away": Why.CUT,
    "two wishes": Why.SPLIT,
    "two things tied": Why.LINK,
    "wants to think alone": Why.LATER,
    "at the door": Why.DOOR,
}


class PlainReader:
    """Behind the port `SessionReader`; needs no weights and no network."""

    def read(self, transcript: Transcript) -> Reading:
        """Give the turns that were put off, cut short or said at the door, and every risk line by its wording."""
        discourse = Discourse(transcript.turns)
        found = sorted(_threads(discourse), key=lambda thread: (-thread.weight, thread.turn))
        risk = risk_lines(transcript.turns, [0.0] * len(transcript.turns))
        return Reading(tuple(_apart(found)[:MOST_THREADS]), risk, ENGINE)


class NothingAlike:
    """Behind the port `Likeness`: without a model, no passage is taken to be about the same matter as another."""

    near_enough = 1.0

    def compare(self, ones: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]]:
        """Give no nearness at all."""
        return [[0.0] * len(others) for _ in ones]


def _threads(discourse: Discourse) -> Iterator[EmotionalThread]:
    counts = words_in_session(discourse.client_turns)
    for turn in discourse.client_turns:
        if len(set(content_of(turn.text))) < NAMES_SOMETHING or is_farewell(turn.text):
            continue
        codes = tuple(why for rule, why in _MOVES.items() if RULES[rule](discourse, turn.index))
        if codes:
            yield _thread(turn, codes, discourse, topic_of(turn, [turn], counts))


def _thread(turn: Turn, codes: tuple[Why, ...], discourse: Discourse, topic: str) -> EmotionalThread:
    quote = quote_of(turn.text)
    start_s, end_s = span_of(turn, quote)
    return EmotionalThread(
        turn=turn.index,
        quote=quote,
        topic=topic,
        why=codes,
        start_s=start_s,
        end_s=end_s,
        turns=(turn.index,),
        evidence=tuple(Evidence(why, turn.index) for why in codes),
        weight=len(codes) * door_factor(discourse.progress(turn.index)),
    )


def _apart(threads: list[EmotionalThread]) -> list[EmotionalThread]:
    kept: list[EmotionalThread] = []
    for thread in threads:
        if all(abs(thread.turn - other.turn) > ONE_BREATH for other in kept):
            kept.append(thread)
    return kept
