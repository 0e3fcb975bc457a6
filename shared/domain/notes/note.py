"""The note itself: what it says, to whom, from which words; approval binds to its hash."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shared.domain.threads import Why


class Pace(StrEnum):
    """How much a client wants to be asked; the client sets it."""

    USUAL = "usual"
    LIGHT = "light"  # the words as a bookmark, and no question

    @property
    def is_light(self) -> bool:
        """Whether nothing is to be asked."""
        return self is Pace.LIGHT


class Unwritten(StrEnum):
    """Why no note was drafted for a thread, in one word for the ledger."""

    BETWEEN_US = "BETWEEN_US"
    NOT_THE_CLIENTS_WORDS = "NOT_THE_CLIENTS_WORDS"
    NEAR_A_RISK_LINE = "NEAR_A_RISK_LINE"
    NO_QUOTE_FIT_TO_SEND = "NO_QUOTE_FIT_TO_SEND"
    RULES_NOT_MET = "RULES_NOT_MET"


SENTENCES = {
    Unwritten.BETWEEN_US: (
        "This thread is about the two of you. It is in the brief only; raise it in person if you choose."
    ),
    Unwritten.NOT_THE_CLIENTS_WORDS: (
        "The words of this thread were not found in the client's turns, so no note was made."
    ),
    Unwritten.NEAR_A_RISK_LINE: (
        "What was said around these words may be about dying or self-harm, so no note was made. "
        "Talk with the client directly."
    ),
    Unwritten.NO_QUOTE_FIT_TO_SEND: (
        "No part of these words can go into a mail: each holds a name, strong language, "
        "something too raw to write down, or too little. The thread is in the brief."
    ),
    Unwritten.RULES_NOT_MET: (
        "No wording for this thread met every rule, so no note was made. The thread is in the brief."
    ),
}


@dataclass(frozen=True, slots=True)
class Note:
    """What the client may read: a subject and a body."""

    subject: str = field(repr=False)
    body: str = field(repr=False)

    @property
    def text_hash(self) -> str:
        """The SHA-256 of the text in one canonical form, so that approval means exactly this text."""
        canonical = "\n\n".join(_canonical(part) for part in (self.subject, self.body))
        return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom the note is for and who signs it."""

    client_name: str = field(repr=False)
    therapist_name: str = field(repr=False)
    pace: Pace = Pace.USUAL


@dataclass(frozen=True, slots=True)
class PastNote:
    """Which wording an earlier note of the same client used."""

    opening_id: str
    question_id: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A note for the therapist to read, with the words it was made from and the wording it used."""

    note: Note
    quote: str = field(repr=False)
    turn: int
    why: Why
    opening_id: str
    question_id: str
    worded_by: str = ""  # the model and its prompt, where it is not the practice's own wording

    @property
    def as_past(self) -> PastNote:
        """What the next note needs to know of this one."""
        return PastNote(self.opening_id, self.question_id)


@dataclass(frozen=True, slots=True)
class NotDrafted:
    """A thread for which no note was made, and why."""

    turn: int
    reason: Unwritten

    @property
    def sentence(self) -> str:
        """The reason in plain words for the therapist."""
        return SENTENCES[self.reason]


def count_words(text: str) -> int:
    """Count words as a reader would: what stands between spaces."""
    return len(text.split())


def with_past(history: Sequence[PastNote], outcome: Draft | NotDrafted) -> tuple[PastNote, ...]:
    """Add a fresh draft to what came before, so that the next one differs from it."""
    return (*history, outcome.as_past) if isinstance(outcome, Draft) else tuple(history)


def _canonical(text: str) -> str:
    """Unify what a browser or an editor may change without anybody typing: line ends and edges."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
