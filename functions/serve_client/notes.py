"""The note's own page: a press acts, and then leads to a page that may be shown again.

Mail scanners follow links, so a mail's link shows one neutral page and nothing else. What a press
leads to has a link that stood in no mail; so Back and Reload work, and post nothing twice.
"""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_client.acts import ACTS
from functions.serve_client.forms import form_in
from functions.serve_client.pages import page
from functions.serve_client.showing import See, show
from functions.serve_client.tokens import ref_in, shown_again, sign_reading
from shared.domain.identity import PromptRef
from shared.domain.links import NOTE_LINK
from shared.runtime import wiring

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/notes/<token>")
def greet(token: str) -> Response[Any]:
    """Show one neutral page; the note waits behind its button, unless it was pressed a moment ago."""
    ref = shown_again(token)
    if ref is not None:
        return show(ref, See.in_query(router.current_event.query_string_parameters))
    ref_in(token)
    return page("continue.html", heading="A note is waiting for you", do="read")


@router.get("/choices/<token>")
def greet_choices(token: str) -> Response[Any]:
    """Show one neutral page; the choices wait behind its button."""
    wiring.links().read(NOTE_LINK, token)
    return page("continue.html", heading="Pause, change or stop", do="choices")


@router.post("/notes/<token>")
@router.post("/choices/<token>")
def act(token: str) -> Response[Any]:
    """Do what the client pressed; a button we do not know shows the note."""
    ref, form = ref_in(token), form_in(router.current_event)
    outcome = ACTS.get(form.pressed, ACTS["read"])(ref, form)
    return _lead_to(ref, outcome) if isinstance(outcome, See) else outcome


def _lead_to(ref: PromptRef, see: See) -> Response[Any]:
    show(ref, see)  # what cannot be shown is said here, not behind another link
    headers = {"Location": f"/notes/{sign_reading(ref)}?{see.as_query()}"}
    return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)
