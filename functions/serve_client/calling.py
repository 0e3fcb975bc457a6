"""Whose requests are counted together at the client's door: a link's, or an address's where the link is not ours."""

from shared.domain.knocking import Caller, CallerKind
from shared.runtime.knocking import Event, stranger
from shared.runtime.trail import client_behind


def caller_of(event: Event) -> Caller | None:
    """Name whoever asks; the stylesheet is anybody's."""
    _, page, *rest = str(event["rawPath"]).split("/")
    if not rest:
        return None if page == "pages.css" else stranger(event)
    whose = client_behind(rest[0])
    return Caller(CallerKind.LINK, "/".join(whose.values())) if whose else stranger(event)
