"""Reads SES's events as the rules of the template hand them to the queue: what happened, and our identifiers."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.domain.identity import PromptRef
from shared.errors import DoorknobError
from shared.services.record_mail_event import MailEvent, MailEventKind

_KINDS = {
    "Send": MailEventKind.TAKEN,
    "Delivery": MailEventKind.TAKEN,
    "Complaint": MailEventKind.COMPLAINED,
    "Reject": MailEventKind.REJECTED,
    "Rendering Failure": MailEventKind.REJECTED,
}
_FOR_GOOD = "Permanent"


class UnreadableEventError(DoorknobError):
    """A body that is no event of SES's: it goes to the dead-letter queue."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Mail(_Model):
    mail_id: str = Field(alias="messageId")
    tags: dict[str, list[str]] = Field(default_factory=dict)


class _Bounce(_Model):
    bounce_type: str = Field(default="", alias="bounceType")


class _Event(_Model):
    kind: str = Field(alias="eventType")
    mail: _Mail
    bounce: _Bounce = _Bounce()


def mail_event_in(body: str) -> MailEvent | None:
    """Give the event a message tells of, or None when the mail was none of ours.

    Raises:
        UnreadableEventError: when the body is no event of SES's.
    """
    try:
        event = _Event.model_validate_json(body)
    except ValidationError:
        message = "the message is no event of SES's"
        raise UnreadableEventError(message) from None
    client_id, prompt_id = (event.mail.tags.get(name, [""])[0] for name in ("client_id", "prompt_id"))
    if not client_id or not prompt_id:
        return None
    return MailEvent(_kind_of(event), PromptRef(client_id, prompt_id), event.mail.mail_id)


def _kind_of(event: _Event) -> MailEventKind:
    if event.kind == "Bounce":
        return MailEventKind.BOUNCED if event.bounce.bounce_type == _FOR_GOOD else MailEventKind.OTHER
    return _KINDS.get(event.kind, MailEventKind.OTHER)
