"""The lines a brief is made of, each with its evidence: words, time, day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.domain.notes.brief_words import CAME_BACK, LISTEN_FIRST, SHARED, day, minutes
from shared.domain.prompt import Answer
from shared.domain.threads import Why


@dataclass(frozen=True, slots=True)
class SentNote:
    """A note that went out earlier, and what the client did with it, if anything."""

    quote: str = field(repr=False)
    sent_on: date
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class SharedLine:
    """What the client put under a note and shares, and since when; a recording has no words here."""

    quote: str = field(repr=False)
    shared_on: date
    is_part: bool = False

    def as_text(self) -> str:
        """Write it on one line."""
        words = f'"{" ".join(self.quote.split())}{" …" if self.is_part else ""}"' if self.quote else "a recording"
        return f"{SHARED} {day(self.shared_on)}: {words}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """Words of a thread in an earlier session, and the day."""

    quote: str = field(repr=False)
    on: date

    def as_text(self) -> str:
        """Write it on one line."""
        return f'{day(self.on)} "{" ".join(self.quote.split())}"'


@dataclass(frozen=True, slots=True)
class BriefHistory:
    """What came before: notes sent, newest first; by rank, where a thread stood earlier; what was finished."""

    sent: tuple[SentNote, ...] = ()
    came_back: Mapping[int, tuple[Earlier, ...]] = field(default_factory=dict)
    finished: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """The client's exact words with their time.

    `is_part` where the client said more than is shown, `listen_first` where the recogniser doubted a word.
    """

    quote: str = field(repr=False)
    start_s: float
    turn: int
    is_part: bool = False
    listen_first: bool = False

    def as_text(self) -> str:
        """Write it on one line."""
        doubt = f" {LISTEN_FIRST}" if self.listen_first else ""
        return f'{minutes(self.start_s)} "{" ".join(self.quote.split())}{" …" if self.is_part else ""}"{doubt}'


@dataclass(frozen=True, slots=True)
class OpenThread:
    """One thread in the brief: the words, their time, why it is open in plain words, and where it stood before."""

    line: QuotedLine
    codes: tuple[Why, ...]
    why: str
    earlier: tuple[Earlier, ...] = ()

    def as_text(self) -> str:
        """Write it on one line; a thread that came back shows its earlier words and days."""
        before = f" {CAME_BACK} {'; '.join(each.as_text() for each in self.earlier)}." if self.earlier else ""
        return f"{self.line.as_text()} {self.why}{before}"
