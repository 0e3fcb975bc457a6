"""A client's threads across sessions, and after a session one tap for each: taken up, not today, closed."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import field, frame, person, read_form
from functions.serve_therapist.console.page import page, see_other
from functions.serve_therapist.forms import ThreadTap
from shared.domain.kept_thread import ThreadRef
from shared.runtime import wiring
from shared.services.serve_therapist import threads
from shared.services.serve_therapist.ownership import own_client

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/console/clients/<client_id>/threads")
def show(client_id: str) -> Response[Any]:
    """Show every thread, the one that changed last first."""
    stores = wiring.stores()
    client = own_client(person(router).therapist_id, client_id, stores.clients)
    kept = threads.list_threads(
        client.therapist_id, client_id, clients=stores.clients, threads=stores.threads, vault=stores.vault
    )
    shown = [view for view in kept if view.sightings]
    return page("threads.html", frame(router), client=client, zone=client.dial.zone, threads=shown)


@router.post("/console/clients/<client_id>/threads/<thread_id>/tap")
def tap(client_id: str, thread_id: str) -> Response[Any]:
    """Note what became of a thread in the room."""
    stores = wiring.stores()
    threads.tap_thread(
        person(router).therapist_id,
        ThreadRef(client_id, thread_id),
        read_form(router, ThreadTap).kind,
        clients=stores.clients,
        consents=stores.consents,
        threads=stores.threads,
        vault=stores.vault,
        clock=wiring.clock(),
    )
    onwards = "/threads" if field(router, "from") == "threads" else ""
    return see_other(f"/console/clients/{client_id}{onwards}#{thread_id}")
