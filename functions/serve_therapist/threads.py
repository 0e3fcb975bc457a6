"""Routes about threads across sessions: every thread of a client, and the tap for what became of one."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.caller import therapist_id
from functions.serve_therapist.forms import ThreadTap
from functions.serve_therapist.views import kept_thread_view
from shared.domain.kept_thread import ThreadRef
from shared.runtime import wiring
from shared.services.serve_therapist import threads

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/clients/<client_id>/threads")
def list_threads(client_id: str) -> list[dict[str, Any]]:
    """Every thread of one client, the one that changed last first."""
    stores = wiring.stores()
    found = threads.list_threads(
        therapist_id(router), client_id, clients=stores.clients, threads=stores.threads, vault=stores.vault
    )
    return [kept_thread_view(view) for view in found]


@router.post("/clients/<client_id>/threads/<thread_id>/taps")
def tap_thread(client_id: str, thread_id: str, form: ThreadTap) -> dict[str, Any]:
    """Note what became of a thread in the room: taken up, not today, closed."""
    stores = wiring.stores()
    view = threads.tap_thread(
        therapist_id(router),
        ThreadRef(client_id, thread_id),
        form.kind,
        clients=stores.clients,
        consents=stores.consents,
        threads=stores.threads,
        vault=stores.vault,
        clock=wiring.clock(),
    )
    return kept_thread_view(view)
