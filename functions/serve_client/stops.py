"""The link that stops all notes, in the headers of every mail (RFC 8058)."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_client.opening import door
from functions.serve_client.pages import page
from shared.domain.links import STOP_LIFE, STOP_LINK
from shared.runtime import wiring
from shared.services.serve_client.dial import stop_notes

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/stop/<token>")
def offer_stop(token: str) -> Response[Any]:
    """Show the button that stops all notes."""
    wiring.links().read(STOP_LINK, token, within=STOP_LIFE)
    return page("stop.html")


@router.post("/stop/<token>")
def stop(token: str) -> Response[Any]:
    """Stop all notes at once; a mail program posts here by itself, without cookies."""
    stop_notes(door(), wiring.links().read(STOP_LINK, token, within=STOP_LIFE))
    return page("done.html", heading="Stopped", said="No more will come to this address.", back="")
