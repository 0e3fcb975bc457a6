"""Everything a therapist was told and has not seen gone: what happened, to whom, and where to look."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import frame, person
from functions.serve_therapist.console.page import page
from functions.serve_therapist.console.words import notices_in_words
from shared.runtime import wiring

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/console/notices")
def show() -> Response[Any]:
    """Show every notice."""
    stores, therapist_id = wiring.stores(), person(router).therapist_id
    known = {client.client_id: client for client in stores.clients.of_therapist(therapist_id)}
    notices = notices_in_words(stores.notices.of_therapist(therapist_id), known)
    return page("notices.html", frame(router), notices=notices)
