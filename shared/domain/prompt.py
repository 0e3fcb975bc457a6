"""A prompt's life from draft to mailbox: its states, and the only moves between them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.identity import PromptRef, SessionRef
from shared.errors import ConflictError


class PromptState(StrEnum):
    """Where a prompt stands."""

    DRAFTED = "DRAFTED"
    SET_ASIDE = "SET_ASIDE"
    APPROVED = "APPROVED"
    QUEUED = "QUEUED"
    SENDING = "SENDING"
    SENT = "SENT"
    UNCONFIRMED = "UNCONFIRMED"
    BOUNCED = "BOUNCED"
    CANCELLED = "CANCELLED"


class PromptMove(StrEnum):
    """What happened to a prompt."""

    EDIT = "edit"
    APPROVE = "approve"
    UNDO = "undo"
    SET_ASIDE = "set aside"
    QUEUE = "queue"
    CLAIM = "claim"
    SETTLE = "settle"
    POSTPONE = "postpone"
    LOSE_SIGHT = "lose sight"
    BOUNCE = "bounce"
    CANCEL = "cancel"
    VOID = "void"  # what it was made from was read wrongly
    GIVE_UP = "give up"  # a person found that a mail which was lost from sight was never taken


class Answer(StrEnum):
    """What the client did with a note; never a score."""

    KEPT = "kept"
    NOT_NOW = "not now"


NEVER = "NEVER"  # the reason of a prompt set aside for good
NEVER_TAKEN = "NEVER_TAKEN"  # the reason of a prompt that the mail service did not take
_BEFORE_SENDING = frozenset({PromptState.APPROVED, PromptState.QUEUED})
_AFTER_CLAIM = frozenset({PromptState.SENDING, PromptState.UNCONFIRMED})

_MOVES = {
    PromptMove.EDIT: (frozenset({PromptState.DRAFTED, PromptState.APPROVED}), PromptState.DRAFTED),
    PromptMove.APPROVE: (frozenset({PromptState.DRAFTED}), PromptState.APPROVED),
    PromptMove.UNDO: (frozenset({PromptState.APPROVED, PromptState.SET_ASIDE}), PromptState.DRAFTED),
    PromptMove.SET_ASIDE: (frozenset({PromptState.DRAFTED, PromptState.APPROVED}), PromptState.SET_ASIDE),
    PromptMove.QUEUE: (_BEFORE_SENDING, PromptState.QUEUED),
    PromptMove.CLAIM: (_BEFORE_SENDING, PromptState.SENDING),
    PromptMove.SETTLE: (_AFTER_CLAIM, PromptState.SENT),
    PromptMove.POSTPONE: (_BEFORE_SENDING | {PromptState.SENDING}, PromptState.APPROVED),
    PromptMove.LOSE_SIGHT: (frozenset({PromptState.SENDING}), PromptState.UNCONFIRMED),
    PromptMove.BOUNCE: (_AFTER_CLAIM | {PromptState.SENT}, PromptState.BOUNCED),
    PromptMove.CANCEL: (_BEFORE_SENDING | {PromptState.DRAFTED}, PromptState.CANCELLED),
    PromptMove.VOID: (_BEFORE_SENDING | {PromptState.DRAFTED, PromptState.SET_ASIDE}, PromptState.CANCELLED),
    PromptMove.GIVE_UP: (frozenset({PromptState.UNCONFIRMED}), PromptState.CANCELLED),
}


def can_move(state: PromptState, move: PromptMove) -> bool:
    """Whether a move starts from this state."""
    return state in _MOVES[move][0]


def advance_prompt(state: PromptState, move: PromptMove) -> PromptState:
    """Give the state that follows a move.

    Raises:
        ConflictError: when the move does not start from this state.
    """
    sources, target = _MOVES[move]
    if state not in sources:
        message = f"a prompt in {state} cannot be moved by '{move}'"
        raise ConflictError(message)
    return target


@dataclass(frozen=True, slots=True)
class Prompt:
    """One note to one client, by the hash of its text; the text itself lies in the vault.

    `text_hash` is the text as it now stands, `approved_hash` the text a therapist approved; only
    where they are equal may anything be sent. `opening_id` and `question_id` say which wording
    was used, so that the next note differs. `is_rough` marks words from the embedded recogniser,
    `opened_at` is when the therapist first opened the evidence.
    """

    ref: PromptRef
    session: SessionRef
    therapist_id: str
    rank: int
    state: PromptState
    text_hash: str
    consent_epoch: int
    is_rough: bool = False
    opening_id: str = ""
    question_id: str = ""
    approved_hash: str = ""
    approved_by: str = ""
    due_at: datetime | None = None
    approved_at: datetime | None = None
    not_after: datetime | None = None
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    mail_id: str = ""
    reason: str = ""
    answer: Answer | None = None
    opened_at: datetime | None = None

    @property
    def is_opened(self) -> bool:
        """Whether a therapist has looked at what was said (rule P7)."""
        return self.opened_at is not None

    @property
    def is_never(self) -> bool:
        """Whether the therapist said that this shall never be a note for this client."""
        return self.state is PromptState.SET_ASIDE and self.reason == NEVER

    @property
    def is_approved_as_it_stands(self) -> bool:
        """Whether exactly the present text was approved."""
        return bool(self.approved_hash) and self.approved_hash == self.text_hash
