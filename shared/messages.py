"""What one step tells the next: identifiers only, one message a step, each under its step's name."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.identity import PromptRef, SessionRef

Identifier = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")


class Message(BaseModel):
    """A queue's body.

    The schema is closed, so that nothing but identifiers can travel in it, and its errors hide
    what came in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    queue: ClassVar[str]


class _SessionMessage(Message):
    client_id: str = Identifier
    session_id: str = Identifier

    @property
    def ref(self) -> SessionRef:
        """Where the session stands in the ledger."""
        return SessionRef(self.client_id, self.session_id)


class SplitRecording(_SessionMessage):
    """Decode this session's recording and cut it into parts."""

    queue = "split"


class TranscribePart(_SessionMessage):
    """Turn one part into words."""

    queue = "transcribe"
    number: int = Field(ge=0)


class ExtractThreads(_SessionMessage):
    """Every part of this session has ended: read it."""

    queue = "extract"


class SendPrompt(Message):
    """This prompt is due."""

    queue = "prompts"
    client_id: str = Identifier
    prompt_id: str = Identifier

    @property
    def ref(self) -> PromptRef:
        """Where the prompt stands in the ledger."""
        return PromptRef(self.client_id, self.prompt_id)


class ForgetClient(Message):
    """Remove a client's sessions, or everything about the client."""

    queue = "forget"
    client_id: str = Identifier
    extent: Literal["sessions", "everything"]
