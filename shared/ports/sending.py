"""What goes from step to step, and out to the client."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from shared.domain.identity import PromptRef
from shared.domain.words import Words
from shared.messages import Message


class Links(Protocol):
    """Signed links to a client's pages."""

    def sign(self, audience: str, prompt: PromptRef) -> str:
        """Make the token of a link."""
        ...

    def read(self, audience: str, token: str, *, within: timedelta = ...) -> PromptRef:
        """Read a token; NotPermittedError when it is not ours, for another page, or too old."""
        ...


@dataclass(frozen=True, slots=True)
class Mail:
    """One message ready to go: the raw MIME, to whom, and the identifiers it is tagged with.

    One that carries no note has no tags, so what SES reports of it settles no prompt.
    """

    recipient: Words
    raw: bytes = field(repr=False)
    prompt: PromptRef | None


class Mailer(Protocol):
    """Sends mail, at most once a call."""

    def send(self, mail: Mail) -> str:
        """Hand over a mail and give its id.

        Raises MailRefusedError when it was certainly not taken, MailUnsureError when nobody knows.
        """
        ...


@dataclass(frozen=True, slots=True)
class MailPause:
    """Since when no mail goes out, and why, in an operator's words."""

    since: datetime
    reason: str


class MailSwitch(Protocol):
    """Whether mail may go out at all."""

    def pause(self) -> MailPause | None:
        """Give the pause that an operator made, or None where mail flows."""
        ...


class Outbox(Protocol):
    """The queues between the steps."""

    def send(self, *messages: Message) -> None:
        """Put messages on their queues."""
        ...
