"""Which addresses and names may stand in a mail's headers; errors never repeat what they refuse."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from shared.errors import PermanentError

_MAX_NAME = 78  # characters of a display name: what one header line holds


class UnmailableError(PermanentError):
    """An address, a name, a link or a subject cannot stand in a mail; the message does not repeat it."""


def checked_address(address: str, whose: str) -> str:
    """Give an address in the form that goes on the wire: one mailbox, an international domain in ASCII.

    `whose` names the address in the error ("recipient"). Whether the mailbox exists is not asked.

    Raises:
        UnmailableError: when it is no single, plain address.
    """
    try:
        checked = validate_email(address, allow_smtputf8=False, check_deliverability=False, strict=True)
    except EmailNotValidError:
        message = f"the {whose}'s address is not one plain e-mail address"
        raise UnmailableError(message) from None  # the cause quotes the address
    return checked.ascii_email or checked.normalized


def checked_name(name: str, whose: str) -> str:
    """Give a display name that is one short line without control characters.

    Raises:
        UnmailableError: when it is not.
    """
    plain = name.strip()
    if not plain or len(plain) > _MAX_NAME or _has_control(plain):
        message = f"the {whose}'s name is empty, too long or holds control characters"
        raise UnmailableError(message)
    return plain


def checked_line(text: str, what: str) -> str:
    """Give a header's text unchanged.

    Raises:
        UnmailableError: when it holds control characters.
    """
    if _has_control(text):
        message = f"the {what} holds control characters"
        raise UnmailableError(message)
    return text


def checked_link(link: str, what: str) -> str:
    """Give a link that is https, or http to this very machine, and cannot break out of a header.

    Raises:
        UnmailableError: when it is another thing.
    """
    if not re.fullmatch(r"(?:https://|http://(?:localhost|127\.0\.0\.1)(?::\d+)?/)[!-;=?-~]+", link):
        message = f"the {what} is not a plain https link"
        raise UnmailableError(message)
    return link


def _has_control(text: str) -> bool:
    return any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in text)
