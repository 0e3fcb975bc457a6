"""What a reading of a session finds: the threads that stayed open, and what must be seen first."""

from dataclasses import dataclass, field
from enum import StrEnum

from shared.domain.transcript import Speaker, Transcript


class Why(StrEnum):
    """Why a thread is still open (the codes of the marking guideline)."""

    TIME = "TIME"
    PARKED = "PARKED"
    CUT = "CUT"
    SHIFT = "SHIFT"
    SPLIT = "SPLIT"
    RETURN = "RETURN"
    UNASKED = "UNASKED"
    LINK = "LINK"
    PASSED = "PASSED"
    DOOR = "DOOR"
    BETWEEN_US = "BETWEEN_US"
    LATER = "LATER"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows one code: the client's turn, and the turn that moved away, if one did."""

    why: Why
    turn: int
    moved_away: int | None = None


@dataclass(frozen=True, slots=True)
class EmotionalThread:
    """Something alive for the client that the session did not come back to, finish or set down.

    `quote` is an exact substring of the text of client turn `turn`, `start_s` to `end_s` the span
    of the recording in which it was said, `why` the codes, likeliest first, each with at least
    one `evidence`, and `weight` how sorry a therapist would be to miss it (higher is sorrier; an
    engine's own scale, only good for ranking).
    """

    turn: int
    quote: str = field(repr=False)  # a client's words stay out of logs and tracebacks
    topic: str = field(repr=False)
    why: tuple[Why, ...]
    start_s: float
    end_s: float
    turns: tuple[int, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    weight: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a thread without words or without a reason.

        Raises:
            ValueError: when the quote is empty or no code is given.
        """
        if not self.quote.strip():
            message = f"the thread at turn {self.turn} has no quote"
            raise ValueError(message)
        if not self.why:
            message = f"the thread at turn {self.turn} does not say why it is open"
            raise ValueError(message)

    @property
    def is_between_us(self) -> bool:
        """Whether it is about the therapist or the work itself: brief only by default."""
        return Why.BETWEEN_US in self.why


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A client's line that a careful clinician would want to see before anything is sent."""

    turn: int
    quote: str = field(repr=False)
    start_s: float


@dataclass(frozen=True, slots=True)
class SettledMatter:
    """Something alive for the client that the session did finish, by the client's exact words."""

    turn: int
    quote: str = field(repr=False)
    topic: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one session: threads best first, every risk line, who read it, and what was finished."""

    threads: tuple[EmotionalThread, ...]
    risk: tuple[RiskLine, ...]
    engine: str
    settled: tuple[SettledMatter, ...] = ()

    @property
    def holds_drafts(self) -> bool:
        """Whether a risk line stops every draft of this session."""
        return bool(self.risk)


def is_spoken_by_client(transcript: Transcript, turn: int, quote: str) -> bool:
    """Tell whether a quote is an exact substring of that client turn (rule P3)."""
    if not 0 <= turn < len(transcript.turns):
        return False
    spoken = transcript.turns[turn]
    return spoken.speaker is Speaker.CLIENT and bool(quote) and quote in spoken.text
