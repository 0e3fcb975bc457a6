"""The mail that asks whether an address is right: it says nothing of notes, therapists or clients."""

from datetime import datetime
from email.headerregistry import Address

from shared.domain.mail.address import checked_address
from shared.domain.mail.wire import Sheet, begin_mail, finish_mail

SUBJECT = "Please confirm this address"
_PARAGRAPHS = (
    ("Somebody asked for mail to come to this address.",),
    ("If it was you, open the link and press the button. If not, do nothing, and nothing will come.",),
)
_LINK_WORDS = "Confirm this address"
_FOOTER = ("This inbox is not watched.",)


def compose_address_check(*, recipient: str, sender: str, message_id: str, date: datetime, page_url: str) -> bytes:
    """Give the mail as it goes on the wire.

    Raises:
        UnmailableError: when an address or the link cannot stand in a mail.
    """
    origin = Address(addr_spec=checked_address(sender, "sender"))
    message = begin_mail(recipient=recipient, sender=origin, message_id=message_id, date=date)
    return finish_mail(message, Sheet(SUBJECT, _PARAGRAPHS, _LINK_WORDS, page_url, _FOOTER))
