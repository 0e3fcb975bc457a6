"""One client: the light, the next act, every session, and the ways to change or end things."""

from datetime import datetime
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, frame, person
from functions.serve_therapist.console.folder import folder_of
from functions.serve_therapist.console.page import page, see_other
from functions.serve_therapist.console.words import stage_of
from shared.domain.kept_thread import ThreadState
from shared.runtime import wiring
from shared.services.serve_therapist import enrolment, threads

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_SHOWN = 3  # open threads; the rest is one tap away


@router.get("/console/clients/<client_id>")
def show(client_id: str) -> Response[Any]:
    """Show one client."""
    stores, folder = wiring.stores(), folder_of(router, client_id)
    kept = threads.list_threads(
        folder.client.therapist_id, client_id, clients=stores.clients, threads=stores.threads, vault=stores.vault
    )
    return page(
        "client.html",
        frame(router),
        folder=folder,
        zone=folder.client.dial.zone,
        stage_of=stage_of,
        threads=[view for view in kept if view.sightings and view.kept.state is not ThreadState.CLOSED][:_SHOWN],
        has_threads=bool(kept),
    )


@router.post("/console/clients/<client_id>/next-session")
def change_next_session(client_id: str) -> Response[Any]:
    """Say when the two meet next, in the client's own time zone."""
    clients = wiring.stores().clients
    zone = clients.get(client_id).dial.zone
    typed = field(router, "at")
    try:
        at = datetime.fromisoformat(typed).replace(tzinfo=zone) if typed else None
    except ValueError:
        raise UnreadableFormError(("the date and time",)) from None
    enrolment.change_next_session(person(router).therapist_id, client_id, at, clients=clients)
    return see_other(f"/console/clients/{client_id}")
