"""Renders one approved note as raw MIME, the last step before it is handed to the mailer."""

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum

from shared.domain.mail.address import checked_address, checked_link, checked_name
from shared.domain.mail.wire import Sheet, begin_mail, finish_mail
from shared.domain.mail.words import LINK_WORDS, QUIET_LINE, footer
from shared.domain.notes.note import Note


class MailMode(StrEnum):
    """How much of the note the mail itself holds."""

    QUIET = "quiet"  # one neutral line and a link; the note is on the page behind it
    FULL = "full"  # only where client and therapist both chose it


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom to whom, and under which id and date; `reply_to` may be empty."""

    recipient: str = field(repr=False)
    sender: str
    therapist_name: str = field(repr=False)
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
    name = checked_name(envelope.therapist_name, "therapist")
    sender = Address(name, addr_spec=checked_address(envelope.sender, "sender"))
    message = begin_mail(
        recipient=envelope.recipient, sender=sender, message_id=envelope.message_id, date=envelope.date
    )
    if envelope.reply_to:
        message["Reply-To"] = Address(addr_spec=checked_address(envelope.reply_to, "reply"))
    _let_stop(message, links)
    sheet = Sheet(
        subject=note.subject,
        paragraphs=_paragraphs(note) if mode is MailMode.FULL else ((QUIET_LINE,),),
        link_words=LINK_WORDS,
        page_url=links.page_url,
        footer=footer(name),
        choices_url=links.choices_url or links.page_url,
    )
    return finish_mail(message, sheet)


def _let_stop(message: EmailMessage, links: MailLinks) -> None:
    """Let a mail program stop the notes with one click (RFC 8058): it posts; a scanner's GET does nothing."""
    link = checked_link(links.unsubscribe_url, "link to stop")
    ways = [f"<{link}>"]
    if links.unsubscribe_mailto:
        mailto = checked_address(links.unsubscribe_mailto.removeprefix("mailto:"), "stop mailbox")
        ways.append(f"<mailto:{mailto}?subject=stop>")
    message["List-Unsubscribe"] = ", ".join(ways)
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _paragraphs(note: Note) -> tuple[tuple[str, ...], ...]:
    blocks = note.body.replace("\r\n", "\n").strip().split("\n\n")
    return tuple(tuple(line.strip() for line in block.split("\n")) for block in blocks if block.strip())
