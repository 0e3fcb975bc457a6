"""Renders one approved note as raw MIME, the last step before it is handed to the mailer."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from shared.domain.mail.address import UnmailableError, checked_address, checked_line, checked_link, checked_name
from shared.domain.mail.words import LINK_WORDS, QUIET_LINE, footer
from shared.domain.notes.checks import MAX_SUBJECT_CHARACTERS
from shared.domain.notes.note import Note

LANGUAGE = "en"
_BODY = SMTP.clone(max_line_length=76)  # RFC 2045's limit for quoted-printable
_WIRE = SMTP.clone(max_line_length=998)  # RFC 5322's limit: a folded link in List-Unsubscribe is a broken link


class MailMode(StrEnum):
    """How much of the note the mail itself holds."""

    QUIET = "quiet"  # one neutral line and a link; the note is on the page behind it
    FULL = "full"  # only where client and therapist both chose it


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom to whom, and under which id and date; `reply_to` may be empty."""

    recipient: str = field(repr=False)
    sender: str
    therapist_name: str
    message_id: str
    date: datetime
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class MailLinks:
    """Where a mail leads: the client's page, the one-click stop, and the page to pause, change or stop."""

    page_url: str = field(repr=False)
    unsubscribe_url: str = field(repr=False)
    unsubscribe_mailto: str = ""  # empty: no mailbox is watched, so none is named
    choices_url: str = field(default="", repr=False)  # empty: the note's own page serves


def compose_mail(note: Note, *, mode: MailMode, envelope: Envelope, links: MailLinks) -> bytes:
    """Give the mail as it goes on the wire: text and HTML, a stop in the headers, nothing that tracks.

    Raises:
        UnmailableError: when an address, a name, a link or the subject cannot stand in a mail.
    """
    message = EmailMessage(policy=_BODY)
    _address(message, envelope)
    message["Subject"] = _subject(note)
    _let_stop(message, links)
    paragraphs = _paragraphs(note) if mode is MailMode.FULL else ((QUIET_LINE,),)
    words = {
        "language": LANGUAGE,
        "subject": note.subject,
        "paragraphs": paragraphs,
        "link_words": LINK_WORDS,
        "page_url": checked_link(links.page_url, "page's link"),
        "choices_url": checked_link(links.choices_url or links.page_url, "link to the choices"),
        "footer": footer(envelope.therapist_name.strip()),
    }
    templates = _templates()
    message.set_content(templates.get_template("mail.txt").render(words), cte="quoted-printable")
    html = templates.get_template("mail.html").render(words)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = LANGUAGE
    message.set_boundary(_boundary(envelope.message_id))
    return message.as_bytes(policy=_WIRE)


def _address(message: EmailMessage, envelope: Envelope) -> None:
    name = checked_name(envelope.therapist_name, "therapist")
    message["From"] = Address(name, addr_spec=checked_address(envelope.sender, "sender"))
    message["To"] = Address(addr_spec=checked_address(envelope.recipient, "recipient"))
    if envelope.reply_to:
        message["Reply-To"] = Address(addr_spec=checked_address(envelope.reply_to, "reply"))
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = _message_id(envelope.message_id)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"  # nobody reads an out-of-office answer here


def _message_id(message_id: str) -> str:
    checked = checked_line(message_id, "message id")
    if not (checked.startswith("<") and checked.endswith(">") and checked.count("@") == 1 and " " not in checked):
        message = "the message id is not of the form <left@right>"
        raise UnmailableError(message)
    return checked


def _subject(note: Note) -> str:
    subject = checked_line(note.subject.strip(), "subject")
    if not subject or len(subject) > MAX_SUBJECT_CHARACTERS:
        message = f"the subject is empty or longer than {MAX_SUBJECT_CHARACTERS} characters"
        raise UnmailableError(message)
    return subject


def _let_stop(message: EmailMessage, links: MailLinks) -> None:
    """Let a mail program stop the notes with one click (RFC 8058): it posts; a scanner's GET does nothing."""
    link = checked_link(links.unsubscribe_url, "link to stop")
    ways = [f"<{link}>"]
    if links.unsubscribe_mailto:
        mailto = checked_address(links.unsubscribe_mailto.removeprefix("mailto:"), "stop mailbox")
        ways.append(f"<mailto:{mailto}?subject=stop>")
    message["List-Unsubscribe"] = ", ".join(ways)
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _boundary(message_id: str) -> str:
    """Derive what parts the two forms, so that the same mail is the same bytes at every delivery."""
    return "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32]  # "=_" never stands in quoted-printable


def _paragraphs(note: Note) -> tuple[tuple[str, ...], ...]:
    blocks = note.body.replace("\r\n", "\n").strip().split("\n\n")
    return tuple(tuple(line.strip() for line in block.split("\n")) for block in blocks if block.strip())


@cache
def _templates() -> Environment:
    """Open the templates, once a process; HTML escapes what is put into it, plain text stays as it is."""
    return Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
