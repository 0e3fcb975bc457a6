"""The first page: every client with a consent light, what waits, and what the therapist should know."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import frame, person
from functions.serve_therapist.console.page import page
from functions.serve_therapist.console.words import notices_in_words, stage_of
from shared.runtime import wiring
from shared.services.serve_therapist import overview

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/console")
def show() -> Response[Any]:
    """Show every client, and the latest sessions."""
    stores, therapist_id = wiring.stores(), person(router).therapist_id
    cards = overview.list_cards(therapist_id, clients=stores.clients, consents=stores.consents, clock=wiring.clock())
    known = {card.client.client_id: card.client for card in cards}
    latest = overview.list_latest(therapist_id, sessions=stores.sessions)
    shown = [(session, known[session.ref.client_id]) for session in latest if session.ref.client_id in known]
    notices = notices_in_words(stores.notices.of_therapist(therapist_id), known)
    return page("clients.html", frame(router), cards=cards, latest=shown, notices=notices, stage_of=stage_of)
