"""A session's life from upload to brief: its states, and the only moves between them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from shared.domain.identity import SessionRef, Upload, session_id_of
from shared.domain.places import Modality
from shared.domain.retention import Retention
from shared.domain.transcript import Speaker
from shared.errors import ConflictError


class SessionState(StrEnum):
    """Where a session stands."""

    ACCEPTED = "ACCEPTED"
    TRANSCRIBING = "TRANSCRIBING"
    READING = "READING"
    WAITING = "WAITING"  # for the therapist to say who is who
    READY = "READY"
    REFUSED = "REFUSED"
    FAILED = "FAILED"


class SessionMove(StrEnum):
    """What happened to a session."""

    PARTS_CUT = "parts cut"
    WORDS_COMPLETE = "words complete"
    ASK_SPEAKERS = "ask speakers"
    NAME_SPEAKERS = "name speakers"
    SWAP_SPEAKERS = "swap speakers"
    THREADS_FOUND = "threads found"
    REFUSE = "refuse"
    FAIL = "fail"


class Flag(StrEnum):
    """What a person should know about a session that went through."""

    TRUNCATED = "TRUNCATED"
    LOW_BANDWIDTH = "LOW_BANDWIDTH"
    MULTITRACK = "MULTITRACK"
    FILE_MISSING = "FILE_MISSING"
    PARTIAL = "PARTIAL"
    NO_SPEECH = "NO_SPEECH"
    ROUGH_SPEECH = "ROUGH_SPEECH"
    SPEAKERS_UNSURE = "SPEAKERS_UNSURE"
    RISK = "RISK"
    NOTHING_OPEN = "NOTHING_OPEN"
    OVERDUE = "OVERDUE"
    TEXT_REMOVED = "TEXT_REMOVED"
    PLAIN_READING = "PLAIN_READING"
    EXCERPTS_ONLY = "EXCERPTS_ONLY"


_UNFINISHED = frozenset({SessionState.ACCEPTED, SessionState.TRANSCRIBING, SessionState.READING, SessionState.WAITING})
TERMINAL = frozenset(SessionState) - _UNFINISHED

_MOVES = {
    SessionMove.PARTS_CUT: (frozenset({SessionState.ACCEPTED}), SessionState.TRANSCRIBING),
    SessionMove.WORDS_COMPLETE: (frozenset({SessionState.TRANSCRIBING}), SessionState.READING),
    SessionMove.ASK_SPEAKERS: (frozenset({SessionState.READING}), SessionState.WAITING),
    SessionMove.NAME_SPEAKERS: (frozenset({SessionState.WAITING}), SessionState.READING),
    SessionMove.SWAP_SPEAKERS: (frozenset({SessionState.READY}), SessionState.READING),
    SessionMove.THREADS_FOUND: (frozenset({SessionState.READING}), SessionState.READY),
    SessionMove.REFUSE: (_UNFINISHED, SessionState.REFUSED),
    SessionMove.FAIL: (_UNFINISHED, SessionState.FAILED),
}


def advance_session(state: SessionState, move: SessionMove) -> SessionState:
    """Give the state that follows a move.

    Raises:
        ConflictError: when the move does not start from this state.
    """
    sources, target = _MOVES[move]
    if state not in sources:
        message = f"a session in {state} cannot be moved by '{move}'"
        raise ConflictError(message)
    return target


@dataclass(frozen=True, slots=True)
class Span:
    """One part of the recording: seconds from its start, and whether anybody speaks in it."""

    number: int
    start_s: float
    end_s: float
    has_speech: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """One recording on its way through the flow; never its words.

    `consent_epoch` is the consent it began under, `audio_until` and `text_until` the two
    retention clocks fixed at upload, `parts_done` and `parts_lost` part numbers,
    `heard_micro_usd` what listening has cost so far in millionths of a dollar, `voices` says
    whose each voice is, by its number in the transcript, once the therapist has said so, `lines` whose
    single lines are, by when each begins in milliseconds, where their voice says otherwise, `wordings` names
    the sealed paper with the lines whose words were put right, `swaps` how often any of that was corrected
    after the session had been read, `reached` when it came to each state,
    `off_record` the seconds that nobody listened to, and `modality` how it was held, as the therapist
    said with the upload.
    """

    ref: SessionRef
    therapist_id: str
    upload: Upload
    state: SessionState
    accepted_at: datetime
    consent_epoch: int
    audio_until: datetime
    text_until: datetime
    reason: str = ""
    sentence: str = ""
    flags: frozenset[str] = frozenset()
    duration_s: float = 0.0
    spans: tuple[Span, ...] = ()
    parts_done: frozenset[int] = frozenset()
    parts_lost: frozenset[int] = frozenset()
    heard_micro_usd: int = 0
    voices: Mapping[int, Speaker] = field(default_factory=dict)
    lines: Mapping[int, Speaker] = field(default_factory=dict)
    wordings: str = ""
    swaps: int = 0
    speech_engine: str = ""
    reading_engine: str = ""
    moved_at: datetime | None = None
    off_record: tuple[tuple[float, float], ...] = ()
    reached: Mapping[SessionState, datetime] = field(default_factory=dict)
    modality: Modality | None = None

    @classmethod
    def of_upload(
        cls, upload: Upload, *, client_id: str, therapist_id: str, at: datetime, retention: Retention, epoch: int = 0
    ) -> Self:
        """Give the session that an upload begins, its two clocks running from `at`."""
        return cls(
            ref=SessionRef(client_id, session_id_of(upload)),
            therapist_id=therapist_id,
            upload=upload,
            state=SessionState.ACCEPTED,
            accepted_at=at,
            consent_epoch=epoch,
            audio_until=at + retention.audio,
            text_until=at + retention.text,
        )

    @property
    def parts_missing(self) -> frozenset[int]:
        """Numbers of the parts that are neither transcribed nor given up."""
        return frozenset(span.number for span in self.spans) - self.parts_done - self.parts_lost

    @property
    def stands_since(self) -> datetime:
        """When the session came to the state it is in; being woken does not count."""
        return self.reached.get(self.state, self.accepted_at)

    @property
    def is_transcribed(self) -> bool:
        """Whether every part has ended, one way or the other."""
        return self.state is not SessionState.ACCEPTED and not self.parts_missing
