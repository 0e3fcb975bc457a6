"""What a mail program reads from a mail's bytes: the headers, both forms, and the one-click stop."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from infrastructure.local.mail import Mail

# What may stand in a mail's HTML: its own styles. Images, scripts and forms of a mail do nothing here,
# and its links open beside the inbox.
_OPEN_BESIDE = '<base target="_blank">'


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, read."""

    number: int
    sender: str
    recipient: str
    subject: str
    date: str
    text: str
    html: str
    headers: Sequence[tuple[str, str]]
    one_click: str  # where a mail program posts to stop the mails (RFC 8058); empty when it may not


def read_letter(number: int, mail: Mail) -> Letter:
    """Read one mail."""
    message = message_from_bytes(mail.raw, policy=default)
    return Letter(
        number=number,
        sender=str(message["From"] or mail.source),
        recipient=str(message["To"] or ", ".join(mail.destinations)),
        subject=str(message["Subject"] or "(no subject)"),
        date=str(message["Date"] or ""),
        text=_form(message, "plain"),
        html=_opening_beside(_form(message, "html")),
        headers=[(name, str(value)) for name, value in message.items()],
        one_click=_one_click(message),
    )


def _form(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _opening_beside(html: str) -> str:
    return re.sub(r"(<head[^>]*>)", rf"\1{_OPEN_BESIDE}", html, count=1) if html else ""


def _one_click(message: EmailMessage) -> str:
    if "one-click" not in str(message["List-Unsubscribe-Post"] or "").lower():
        return ""
    found = re.search(r"<(https?://[^>]+)>", str(message["List-Unsubscribe"] or ""))
    return found[1] if found else ""
