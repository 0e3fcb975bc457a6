"""A line that a client writes or says under a note: the client's own until it is shared (rule P10)."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.identity import PromptRef, SessionRef

MAX_CHARACTERS = 10_000  # about four pages: nobody is cut off, and a row of the vault stays small
MAX_SOUND_BYTES = 3_000_000  # three minutes as phones record it; a Lambda request ends at 6 MB

UNKNOWN_SOUND = "application/octet-stream"
_SOUND_TYPES = frozenset(  # what browsers call what phones and computers record
    f"{kind}/{name}"
    for kind, names in {
        "audio": "3gpp aac amr flac m4a mp3 mp4 mpeg ogg opus vnd.wave wav webm x-caf x-flac x-m4a x-wav",
        "video": "3gpp mp4 ogg quicktime webm",
    }.items()
    for name in names.split()
)
_ID_DIGITS = 32  # 128 bits, as the form's own number


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


def known_sound_type(sent: str) -> str:
    """Give a recording's media type from a short list, whatever a browser sent."""
    kind = sent.partition(";")[0].strip().lower()
    return kind if kind in _SOUND_TYPES else UNKNOWN_SOUND


def reply_id_of(once: str, sound_type: str, content: bytes) -> str:
    """Derive a line's id from the form it came by and what it holds: no line can replace another one.

    `once` is random and kept nowhere, so the id tells nobody what the line says.
    """
    held = f"{sound_type}\n".encode() + content
    return hmac.new(once.encode(), held, "sha256").hexdigest()[:_ID_DIGITS]
