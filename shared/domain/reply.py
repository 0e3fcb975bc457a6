"""A line that a client writes or says under a note: the client's own until it is shared (rule P10)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.identity import PromptRef, SessionRef

MAX_CHARACTERS = 10_000  # about four pages: nobody is cut off, and a row of the vault stays small
MAX_SOUND_BYTES = 3_000_000  # three minutes as phones record it; a Lambda request ends at 6 MB


class ReplyKind(StrEnum):
    """How a line came."""

    WRITTEN = "written"
    SPOKEN = "spoken"


@dataclass(frozen=True, slots=True)
class Reply:
    """One line under one note, without its words: those lie sealed in the vault.

    `shared_at` is empty while the line is the client's alone.
    """

    note: PromptRef
    reply_id: str
    session: SessionRef
    kind: ReplyKind
    put_at: datetime
    sound_type: str = ""
    shared_at: datetime | None = None

    @property
    def is_shared(self) -> bool:
        """Whether the therapist may see it."""
        return self.shared_at is not None
