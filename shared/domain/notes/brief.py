"""Writes what the therapist reads before the next session, every line with its evidence (rule P8)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from shared.domain.listen_first import listen_first
from shared.domain.notes.brief_gaps import apart
from shared.domain.notes.brief_lines import BriefHistory, Earlier, OpenThread, QuotedLine, SharedLine
from shared.domain.notes.brief_quotes import first_words, words_of_risk
from shared.domain.notes.brief_screen import Brief
from shared.domain.notes.brief_words import (
    CODE_SENTENCES,
    OPENING_LINE,
    OPENING_LINES,
    PERHAPS,
)
from shared.domain.notes.claims import shown_code, shown_codes
from shared.domain.notes.clause import choose_clause, strongest_clause
from shared.domain.notes.lexicon import lexicon
from shared.domain.notes.note import count_words
from shared.domain.notes.quoting import put_quote
from shared.domain.threads import EmotionalThread, Reading, RiskLine, Why
from shared.domain.transcript import ROUGH_ENGINES, Transcript

MAX_THREADS = 3
_MAX_RISK_LINES = 4  # with their words; further ones with their times
_MAX_RISK_TIMES = 6
_MAX_CODES = 2  # reasons a thread
_MAX_SENT = 2  # the latest notes
_MAX_SHARED = 2  # the latest lines
_MAX_GAPS = 3
_MAX_EARLIER = 2  # the latest sightings of a thread that came back
_MAX_FINISHED = 2
_MAX_RISK_WORDS = 45  # of one line; the rest is in the transcript
_RISK_BUDGET = 90  # words of all quoted risk lines together
_SURE_ENOUGH = 0.8  # below this, who said what is a guess worth naming


def write_brief(reading: Reading, *, transcript: Transcript, history: BriefHistory) -> Brief:
    """Write the brief of one session: risk first, then at most three threads, what was sent, one line to say.

    Nothing is said where there is nothing to show for it; least of all that all is well.
    """
    threads = tuple(
        _open_thread(thread, transcript, history.came_back.get(rank, ()))
        for rank, thread in enumerate(reading.threads[:MAX_THREADS], start=1)
    )
    quoted, further = reading.risk[:_MAX_RISK_LINES], reading.risk[_MAX_RISK_LINES:]
    room = min(_MAX_RISK_WORDS, _RISK_BUDGET // max(1, len(quoted)))
    lost, kept_off = apart(transcript.gaps)
    brief = Brief(
        risk=tuple(_risk_line(line, room, transcript) for line in quoted),
        further_risk=tuple(line.start_s for line in further[:_MAX_RISK_TIMES]),
        unnamed_risk=len(further[_MAX_RISK_TIMES:]),
        threads=threads,
        sent=tuple(replace(note, quote=first_words(note.quote)) for note in history.sent[:_MAX_SENT]),
        finished=tuple(map(_shortened, history.finished[-_MAX_FINISHED:])),
        opening_line=_opening_line(reading, transcript),
        gaps=(*lost[:_MAX_GAPS], *kept_off[:_MAX_GAPS]),
        further_gaps=len(lost[_MAX_GAPS:]),
        remarks=tuple(_remarks(reading, transcript)),
    )
    return brief.fitted()


def with_shared(brief: Brief, shared: Sequence[SharedLine]) -> Brief:
    """Give a brief with what the client shares just now, newest first; it is still one screen."""
    latest = (_first_of(line) for line in shared[:_MAX_SHARED])
    return replace(brief, shared=tuple(latest)).fitted()


def _first_of(line: SharedLine) -> SharedLine:
    words = first_words(line.quote)
    return replace(line, quote=words, is_part=count_words(words) < count_words(line.quote))


def _open_thread(thread: EmotionalThread, transcript: Transcript, earlier: Sequence[Earlier]) -> OpenThread:
    words = strongest_clause(transcript.turns[thread.turn].text, thread.quote, thread.why[0])
    words = words or first_words(thread.quote)
    line = _line(words, thread, transcript)
    before = tuple(map(_shortened, reversed(earlier[-_MAX_EARLIER:])))
    return OpenThread(line, thread.why, _why_open(thread, transcript), before)


def _why_open(thread: EmotionalThread, transcript: Transcript) -> str:
    """Say why it is open: the codes that the session shows; where none shows, the likeliest as a guess."""
    if thread.is_between_us:
        return CODE_SENTENCES[Why.BETWEEN_US]
    shown = shown_codes(thread, transcript)[:_MAX_CODES]
    if shown:
        return " ".join(CODE_SENTENCES[why] for why in shown)
    guess = CODE_SENTENCES[thread.why[0]]
    return f"{PERHAPS} {guess[0].lower()}{guess[1:]}"


def _shortened(earlier: Earlier) -> Earlier:
    return replace(earlier, quote=first_words(earlier.quote))


def _line(words: str, said: EmotionalThread | RiskLine, transcript: Transcript) -> QuotedLine:
    is_part = count_words(words) < count_words(said.quote)
    return QuotedLine(words, said.start_s, said.turn, is_part, listen_first(transcript, said.turn, words))


def _risk_line(line: RiskLine, room: int, transcript: Transcript) -> QuotedLine:
    return _line(words_of_risk(line.quote, room), line, transcript)


def _opening_line(reading: Reading, transcript: Transcript) -> str:
    """Give one sentence to say aloud, from the first thread away from risk that has words fit to be said."""
    risky = {line.turn for line in reading.risk}
    for thread in reading.threads[:MAX_THREADS]:
        if thread.turn in risky or lexicon().risk.stands_in(transcript.turns[thread.turn].text):
            continue
        words = choose_clause(transcript.turns[thread.turn].text, thread.quote, thread.why[0])
        if words:
            why = Why.BETWEEN_US if thread.is_between_us else shown_code(thread, transcript)
            return put_quote(OPENING_LINES[why] if why else OPENING_LINE, words)
    return ""


def _remarks(reading: Reading, transcript: Transcript) -> Iterator[str]:
    yield f"Read by software ({reading.engine})."
    if transcript.engine in ROUGH_ENGINES:
        yield f"The words come from a rough recogniser ({transcript.engine}): check a quote against the recording."
    if transcript.speaker_confidence < _SURE_ENOUGH:
        yield "Who said what is not certain here."
