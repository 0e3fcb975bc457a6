"""What a client chose to share: lines as they were written, recordings as they were said, and nothing else."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import frame, person
from functions.serve_therapist.console.page import page
from shared.runtime import wiring
from shared.services.serve_therapist.ownership import own_client
from shared.services.serve_therapist.replies import shared_replies, shared_sound

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/console/clients/<client_id>/shared")
def show_shared(client_id: str) -> Response[Any]:
    """Show the lines a client shares now."""
    stores, therapist_id = wiring.stores(), person(router).therapist_id
    client = own_client(therapist_id, client_id, stores.clients)
    found = shared_replies(therapist_id, client_id, clients=stores.clients, replies=stores.replies, vault=stores.vault)
    return page("shared.html", frame(router), client=client, lines=found, zone=client.dial.zone)


@router.get("/console/clients/<client_id>/shared/<reply_id>")
def give_sound(client_id: str, reply_id: str) -> Response[Any]:
    """Give a shared recording as a file."""
    stores = wiring.stores()
    sound, kind = shared_sound(
        person(router).therapist_id,
        client_id,
        reply_id,
        clients=stores.clients,
        replies=stores.replies,
        vault=stores.vault,
    )
    headers = {"Content-Disposition": "attachment; filename=recording"}
    return Response(status_code=200, content_type=kind, body=sound, headers=headers)
