"""Reads a session: threads that stayed open, best first, and every risk line; pure, given a scorer's signs."""

from collections import Counter

from shared.domain.reading.codes import evidence_of
from shared.domain.reading.discourse import Discourse
from shared.domain.reading.quoting import quote_of
from shared.domain.reading.ranking import weight_of
from shared.domain.reading.risk import risk_lines
from shared.domain.reading.settling import settled_matters
from shared.domain.reading.signs import Scorer, Signs
from shared.domain.reading.threading import Strand, strands_of
from shared.domain.reading.timing import span_of
from shared.domain.reading.topic import topic_of, words_in_session
from shared.domain.threads import EmotionalThread, Reading, SettledMatter
from shared.domain.transcript import Transcript

ENGINE = "embedded"
MOST_THREADS = 5  # more than a therapist takes up in an hour


def read_session(transcript: Transcript, *, scorer: Scorer) -> Reading:
    """Read a session for what stayed open and for what must be seen first."""
    signs = scorer.score(transcript.turns)
    threads = open_threads(transcript, signs)[:MOST_THREADS]
    risk = risk_lines(transcript.turns, signs.risk.tolist())
    return Reading(threads=tuple(threads), risk=risk, engine=ENGINE, settled=_settled(transcript, signs))


def open_threads(transcript: Transcript, signs: Signs) -> list[EmotionalThread]:
    """Give every open thread, best first."""
    discourse = Discourse(transcript.turns)
    counts = words_in_session(discourse.client_turns)
    threads = [_thread(strand, discourse, signs, counts) for strand in strands_of(discourse, signs)]
    return sorted(threads, key=lambda thread: (-thread.weight, thread.turn))


def _settled(transcript: Transcript, signs: Signs) -> tuple[SettledMatter, ...]:
    discourse = Discourse(transcript.turns)
    return settled_matters(discourse, signs, words_in_session(discourse.client_turns))


def _thread(strand: Strand, discourse: Discourse, signs: Signs, counts: Counter[str]) -> EmotionalThread:
    best = discourse.turns[strand.best]
    quote = quote_of(best.text)
    start_s, end_s = span_of(best, quote)
    evidence = evidence_of(strand, discourse)
    return EmotionalThread(
        turn=best.index,
        quote=quote,
        topic=topic_of(best, [discourse.turns[index] for index in strand.turns], counts),
        why=tuple(item.why for item in evidence),
        start_s=start_s,
        end_s=end_s,
        turns=strand.turns,
        evidence=evidence,
        weight=weight_of(strand, discourse, signs),
    )
