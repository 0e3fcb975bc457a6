"""The mail that functions sent through SES, read back from moto's memory."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

from moto.backends import get_backend

from infrastructure.local.place import ACCOUNT, REGION


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as SES took it."""

    message_id: str
    source: str
    destinations: tuple[str, ...]
    raw: bytes


def sent_mails() -> list[Mail]:
    """Read every mail, oldest first."""
    backend: Any = get_backend("ses")[ACCOUNT][REGION]
    return [_mail(each) for each in tuple(backend.sent_messages)]


def _mail(message: Any) -> Mail:  # noqa: ANN401  (one of moto's own message classes)
    return Mail(
        message_id=message.id,
        source=message.source,
        destinations=tuple(dict.fromkeys(_addresses(message.destinations))),
        raw=message.raw_data.encode() if hasattr(message, "raw_data") else _composed(message),
    )


def _addresses(destinations: Any) -> list[str]:  # noqa: ANN401
    """Flatten moto's two ways to keep addresses."""
    if isinstance(destinations, dict):
        return [address for group in destinations.values() for address in group]
    return list(destinations)


def _composed(message: Any) -> bytes:  # noqa: ANN401
    """Write out a mail that was not sent as raw MIME; moto has kept one body of it."""
    mail = EmailMessage()
    mail["From"] = message.source
    mail["To"] = ", ".join(_addresses(message.destinations))
    mail["Subject"] = message.subject
    mail.set_content(message.body)
    return mail.as_bytes()
