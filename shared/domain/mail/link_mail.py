"""The mails that a client's page asks for: one link each, and nothing of notes, therapists or clients."""

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address

from shared.domain.links import ADDRESS_LINK, OPEN_LINK
from shared.domain.mail.address import checked_address
from shared.domain.mail.wire import Sheet, begin_mail, finish_mail

_FOOTER = ("This inbox is not watched.",)


@dataclass(frozen=True, slots=True)
class LinkMail:
    """What such a mail says, for which audience its link is signed, and the page that the link leads to."""

    audience: str = field(repr=False)
    page: str = field(repr=False)
    subject: str = field(repr=False)
    paragraphs: tuple[str, ...] = field(repr=False)
    link_words: str


ADDRESS_CHECK = LinkMail(
    ADDRESS_LINK,
    "address",
    "Please confirm this address",
    (
        "Somebody asked for mail to come to this address.",
        "If it was you, open the link and press the button. If not, do nothing, and nothing will come.",
    ),
    "Confirm this address",
)
READER_LINK = LinkMail(
    OPEN_LINK,
    "notes",
    "The link you asked for",
    (
        "Somebody asked to open a page in another browser.",
        (
            "If it was you, open the link there and press the button, within a day. "
            "If not, do nothing, and keep this mail."
        ),
    ),
    "Open it in this browser",
)


def compose_link_mail(
    mail: LinkMail, *, recipient: str, sender: str, message_id: str, date: datetime, page_url: str
) -> bytes:
    """Give the mail as it goes on the wire.

    Raises:
        UnmailableError: when an address or the link cannot stand in a mail.
    """
    origin = Address(addr_spec=checked_address(sender, "sender"))
    message = begin_mail(recipient=recipient, sender=origin, message_id=message_id, date=date)
    paragraphs = tuple((line,) for line in mail.paragraphs)
    return finish_mail(message, Sheet(mail.subject, paragraphs, mail.link_words, page_url, _FOOTER))
