"""How any mail goes on the wire: checked headers, text and HTML side by side, the same bytes every time."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from shared.domain.mail.address import UnmailableError, checked_address, checked_line, checked_link
from shared.domain.notes.checks import MAX_SUBJECT_CHARACTERS

LANGUAGE = "en"
_BODY = SMTP.clone(max_line_length=76)  # RFC 2045's limit for quoted-printable
_WIRE = SMTP.clone(max_line_length=998)  # RFC 5322's limit: a folded link in List-Unsubscribe is a broken link


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reader sees: lines of paragraphs, one link, the lines below; `choices_url` may be empty."""

    subject: str = field(repr=False)
    paragraphs: tuple[tuple[str, ...], ...] = field(repr=False)
    link_words: str
    page_url: str = field(repr=False)
    footer: tuple[str, ...] = field(repr=False)
    choices_url: str = field(default="", repr=False)


def begin_mail(*, recipient: str, sender: Address, message_id: str, date: datetime) -> EmailMessage:
    """Open a mail from a sender to one recipient.

    Raises:
        UnmailableError: when the recipient or the id cannot stand in a header.
    """
    message = EmailMessage(policy=_BODY)
    message["From"] = sender
    message["To"] = Address(addr_spec=checked_address(recipient, "recipient"))
    message["Date"] = format_datetime(date)
    message["Message-ID"] = _checked_id(message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # nobody reads an out-of-office answer here
    return message


def finish_mail(message: EmailMessage, sheet: Sheet) -> bytes:
    """Write the sheet into a begun mail, as text and as HTML, and give the bytes.

    Raises:
        UnmailableError: when the subject or a link cannot stand in a mail.
    """
    message["Subject"] = _checked_subject(sheet.subject)
    words = {
        "language": LANGUAGE,
        "subject": sheet.subject,
        "paragraphs": sheet.paragraphs,
        "link_words": sheet.link_words,
        "page_url": checked_link(sheet.page_url, "page's link"),
        "choices_url": checked_link(sheet.choices_url, "link to the choices") if sheet.choices_url else "",
        "footer": sheet.footer,
    }
    message.set_content(_templates().get_template("mail.txt").render(words), cte="quoted-printable")
    html = _templates().get_template("mail.html").render(words)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = LANGUAGE
    message.set_boundary(_boundary(str(message["Message-ID"])))
    return message.as_bytes(policy=_WIRE)


def _checked_id(message_id: str) -> str:
    checked = checked_line(message_id, "message id")
    if not (checked.startswith("<") and checked.endswith(">") and checked.count("@") == 1 and " " not in checked):
        message = "the message id is not of the form <left@right>"
        raise UnmailableError(message)
    return checked


def _checked_subject(subject: str) -> str:
    checked = checked_line(subject.strip(), "subject")
    if not checked or len(checked) > MAX_SUBJECT_CHARACTERS:
        message = f"the subject is empty or longer than {MAX_SUBJECT_CHARACTERS} characters"
        raise UnmailableError(message)
    return checked


def _boundary(message_id: str) -> str:
    """Derive what parts the two forms, so that the same mail is the same bytes at every delivery."""
    return "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32]  # "=_" never stands in quoted-printable


@cache
def _templates() -> Environment:
    """Open the templates, once a process; HTML escapes what is put into it, plain text stays as it is."""
    return Environment(
        loader=PackageLoader("shared.domain.mail", "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
