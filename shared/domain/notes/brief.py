"""What the therapist reads before the next session: one screen, every line with its evidence (rule P8)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from shared.domain.listen_first import listen_first
from shared.domain.notes.brief_gaps import apart, gap_lines
from shared.domain.notes.brief_lines import BriefHistory, Earlier, OpenThread, QuotedLine, SentNote, SharedLine
from shared.domain.notes.brief_words import (
    AFTER_RISK,
    CODE_SENTENCES,
    FINISHED,
    NOTHING_OPEN,
    OPENING_LINE,
    OPENING_LINES,
    PERHAPS,
    READ_FIRST,
    TO_OPEN,
    day,
    minutes,
)
from shared.domain.notes.claims import shown_code, shown_codes
from shared.domain.notes.clause import choose_clause, strongest_clause
from shared.domain.notes.lexicon import lexicon
from shared.domain.notes.note import count_words
from shared.domain.notes.quoting import MAX_QUOTE_WORDS, put_quote
from shared.domain.reading.risk import sounds_like_risk
from shared.domain.threads import EmotionalThread, Reading, RiskLine, Why
from shared.domain.transcript import ROUGH_ENGINES, Gap, Transcript

MAX_WORDS = 200  # rule P8: one screen
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
_SENTENCE = re.compile(r"[^.!?…]+")
_SURE_ENOUGH = 0.8  # below this, who said what is a guess worth naming


@dataclass(frozen=True, slots=True)
class Brief:
    """One screen, in the order in which it should be read.

    `further_risk` holds the times of risk lines beyond those quoted, `unnamed_risk` counts the
    ones beyond even these.
    """

    risk: tuple[QuotedLine, ...] = ()
    further_risk: tuple[float, ...] = ()
    unnamed_risk: int = 0
    threads: tuple[OpenThread, ...] = ()
    sent: tuple[SentNote, ...] = ()
    shared: tuple[SharedLine, ...] = ()
    finished: tuple[Earlier, ...] = ()
    opening_line: str = field(default="", repr=False)
    gaps: tuple[Gap, ...] = ()
    further_gaps: int = 0
    remarks: tuple[str, ...] = ()

    def as_text(self) -> str:
        """Give the brief as Markdown that reads well as plain text too."""
        blocks = (self._risk_lines(), self._thread_lines(), self._sent_lines(), self._closing_lines())
        return "\n\n".join("\n".join(lines) for lines in map(list, blocks) if lines)

    def _risk_lines(self) -> Iterator[str]:
        if not self.risk:
            return
        yield READ_FIRST
        yield from (f"- {line.as_text()}" for line in self.risk)
        if self.further_risk:
            times = ", ".join(minutes(start_s) for start_s in self.further_risk)
            more = f", and {self.unnamed_risk} more in the transcript" if self.unnamed_risk else ""
            yield f"- also at {times}{more}"

    def _thread_lines(self) -> Iterator[str]:
        if not self.threads:
            yield NOTHING_OPEN
            return
        yield "**Left open**"
        for number, thread in enumerate(self.threads, start=1):
            yield f"{number}. {thread.as_text()}"

    def _sent_lines(self) -> Iterator[str]:
        for note in self.sent:
            answer = f", {note.answer.value}" if note.answer else ""
            yield f'Sent {day(note.sent_on)}{answer}: "{note.quote}"'
        yield from (line.as_text() for line in self.shared)
        if self.finished:
            yield f"{FINISHED} {'; '.join(each.as_text() for each in self.finished)}."

    def _closing_lines(self) -> Iterator[str]:
        if self.opening_line:
            label = AFTER_RISK if self.risk else TO_OPEN
            yield f"**{label}:** {self.opening_line}"
        yield from gap_lines(self.gaps, self.further_gaps)
        yield from self.remarks


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
        sent=tuple(replace(note, quote=_first_words(note.quote)) for note in history.sent[:_MAX_SENT]),
        finished=tuple(map(_shortened, history.finished[-_MAX_FINISHED:])),
        opening_line=_opening_line(reading, transcript),
        gaps=(*lost[:_MAX_GAPS], *kept_off[:_MAX_GAPS]),
        further_gaps=len(lost[_MAX_GAPS:]),
        remarks=tuple(_remarks(reading, transcript)),
    )
    return _fitted(brief)


def with_shared(brief: Brief, shared: Sequence[SharedLine]) -> Brief:
    """Give a brief with what the client shares just now, newest first; it is still one screen."""
    latest = (_first_of(line) for line in shared[:_MAX_SHARED])
    return _fitted(replace(brief, shared=tuple(latest)))


def _first_of(line: SharedLine) -> SharedLine:
    words = _first_words(line.quote)
    return replace(line, quote=words, is_part=count_words(words) < count_words(line.quote))


def _open_thread(thread: EmotionalThread, transcript: Transcript, earlier: Sequence[Earlier]) -> OpenThread:
    words = strongest_clause(transcript.turns[thread.turn].text, thread.quote, thread.why[0])
    words = words or _first_words(thread.quote)
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
    return replace(earlier, quote=_first_words(earlier.quote))


def _line(words: str, said: EmotionalThread | RiskLine, transcript: Transcript) -> QuotedLine:
    is_part = count_words(words) < count_words(said.quote)
    return QuotedLine(words, said.start_s, said.turn, is_part, listen_first(transcript, said.turn, words))


def _risk_line(line: RiskLine, room: int, transcript: Transcript) -> QuotedLine:
    return _line(_words_around(line.quote, _place_of_risk(line.quote), room), line, transcript)


def _place_of_risk(quote: str) -> int:
    """Give where the danger is named; where no wording names it, the end, for people come to it last."""
    spans = lexicon().risk.spans_in(quote)
    if spans:
        return min(spans)[0]
    named = (match.start() for match in _SENTENCE.finditer(quote) if sounds_like_risk(match.group()))
    return next(named, len(quote))


def _words_around(quote: str, place: int, room: int) -> str:
    """Give an exact part of a long line that holds this place, with some words before it."""
    tokens = list(re.finditer(r"\S+", quote))
    at = sum(token.end() <= place for token in tokens)
    first = max(0, min(at - room // 2, len(tokens) - room))
    shown = tokens[first : first + room]
    return quote[shown[0].start() : shown[-1].end()] if shown else ""


def _first_words(quote: str) -> str:
    tokens = list(re.finditer(r"\S+", quote))[:MAX_QUOTE_WORDS]
    return quote[tokens[0].start() : tokens[-1].end()] if tokens else ""


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


_CUTS: tuple[Callable[[Brief], Brief], ...] = (
    lambda brief: _with_earlier(brief, 1),
    lambda brief: replace(brief, finished=()),
    lambda brief: replace(brief, sent=brief.sent[:1]),
    lambda brief: replace(brief, shared=brief.shared[:1]),
    lambda brief: replace(brief, threads=brief.threads[:2]),
    lambda brief: replace(brief, sent=()),
    lambda brief: _with_earlier(brief, 0),
    lambda brief: _with_gaps(brief, 1),
    lambda brief: replace(brief, threads=brief.threads[:1]),
    lambda brief: replace(brief, opening_line=""),
)


def _with_gaps(brief: Brief, most: int) -> Brief:
    lost, kept_off = apart(brief.gaps)
    return replace(brief, gaps=(*lost[:most], *kept_off[:most]), further_gaps=brief.further_gaps + len(lost[most:]))


def _with_earlier(brief: Brief, most: int) -> Brief:
    threads = (replace(each, earlier=each.earlier[:most]) for each in brief.threads)
    return replace(brief, threads=tuple(threads))


def _fitted(brief: Brief) -> Brief:
    """Leave out the least needed line after line until it is one screen; risk lines always stay."""
    for cut in _CUTS:
        if count_words(brief.as_text()) <= MAX_WORDS:
            return brief
        brief = cut(brief)
    return brief
