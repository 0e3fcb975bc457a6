"""The brief itself: what stands on the therapist's one screen, in which order, and what gives way when it is full."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from shared.domain.notes.brief_gaps import apart, gap_lines
from shared.domain.notes.brief_lines import Earlier, OpenThread, QuotedLine, SentNote, SharedLine
from shared.domain.notes.brief_words import AFTER_RISK, FINISHED, NOTHING_OPEN, READ_FIRST, TO_OPEN, day, minutes
from shared.domain.notes.note import count_words
from shared.domain.transcript import Gap

MAX_WORDS = 200  # rule P8: one screen


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

    def fitted(self) -> "Brief":
        """Leave out the least needed line after line until it is one screen; risk lines always stay."""
        brief = self
        for cut in _CUTS:
            if count_words(brief.as_text()) <= MAX_WORDS:
                return brief
            brief = cut(brief)
        return brief


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
