"""Whose requests are counted together at the client's door: a link's, or an address's where the link is not ours."""

from shared.domain.knocking import Caller, CallerKind
from shared.errors import DoorknobError
from shared.runtime.knocking import Event, stranger
from shared.runtime.trail import client_behind


def caller_of(event: Event) -> Caller | None:
    """Name whoever asks; the stylesheet is anybody's."""
    _, page, *rest = str(event["rawPath"]).split("/")
    if not rest:
        return None if page == "pages.css" else stranger(event)
    try:
        whose = client_behind(rest[0])
    except DoorknobError:  # nobody can tell whose it is just now; the page itself says so
        return stranger(event)
    return Caller(CallerKind.LINK, "/".join(whose.values())) if whose else stranger(event)
