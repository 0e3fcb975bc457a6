"""The link sent to a new address: once it is opened and pressed, notes go there."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_client.opening import door
from functions.serve_client.pages import page
from shared.domain.links import ADDRESS_LINK
from shared.runtime import wiring
from shared.services.serve_client.address import confirm_address

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/address/<token>")
def offer_address(token: str) -> Response[Any]:
    """Show the button that makes the address count."""
    wiring.links().read(ADDRESS_LINK, token)
    return page("address.html")


@router.post("/address/<token>")
def use_address(token: str) -> Response[Any]:
    """Let the address count."""
    confirm_address(door(), wiring.links().read(ADDRESS_LINK, token))
    return page("done.html", heading="Thank you", said="From now on they come to this address.", back="")
