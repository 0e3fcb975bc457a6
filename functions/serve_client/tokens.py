"""The links to a note's page: the mail's own, the one a press makes for a while, and the one for another browser."""

from datetime import timedelta

from shared.domain.identity import PromptRef
from shared.domain.links import NOTE_LINK, OPEN_LIFE, OPEN_LINK, READING_LINK
from shared.errors import NotPermittedError
from shared.runtime import wiring

_SHOWN_FOR = timedelta(hours=1)  # who comes back later presses Continue again


def sign_reading(ref: PromptRef) -> str:
    """Make the link that a press leads to."""
    return wiring.links().sign(READING_LINK, ref)


def shown_again(token: str) -> PromptRef | None:
    """Read a link that a press made lately, or give None for any other."""
    try:
        return wiring.links().read(READING_LINK, token, within=_SHOWN_FOR)
    except NotPermittedError:
        return None


def for_another_browser(token: str) -> PromptRef | None:
    """Read a link that lets one more browser in, or give None for any other."""
    try:
        return wiring.links().read(OPEN_LINK, token, within=OPEN_LIFE)
    except NotPermittedError:
        return None


def ref_in(token: str) -> PromptRef:
    """Read either link; a page left open for hours still takes a press.

    Raises:
        NotPermittedError: when it is neither, or too old.
    """
    try:
        return wiring.links().read(NOTE_LINK, token)
    except NotPermittedError:
        return wiring.links().read(READING_LINK, token)
