"""The mail that lets another browser read: it says nothing of notes, therapists or clients."""

from datetime import datetime
from email.headerregistry import Address

from shared.domain.mail.address import checked_address
from shared.domain.mail.wire import Sheet, begin_mail, finish_mail

SUBJECT = "The link you asked for"
_PARAGRAPHS = (
    ("Somebody asked to open a page in another browser.",),
    ("If it was you, open the link there and press the button, within a day. If not, do nothing, and keep this mail.",),
)
_LINK_WORDS = "Open it in this browser"
_FOOTER = ("This inbox is not watched.",)


def compose_reader_link(*, recipient: str, sender: str, message_id: str, date: datetime, page_url: str) -> bytes:
    """Give the mail as it goes on the wire.

    Raises:
        UnmailableError: when an address or the link cannot stand in a mail.
    """
    origin = Address(addr_spec=checked_address(sender, "sender"))
    message = begin_mail(recipient=recipient, sender=origin, message_id=message_id, date=date)
    return finish_mail(message, Sheet(SUBJECT, _PARAGRAPHS, _LINK_WORDS, page_url, _FOOTER))
