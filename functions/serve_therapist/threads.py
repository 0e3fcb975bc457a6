"""Routes about threads: every thread of a client, the tap for what became of one, the choice of one for a note."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.caller import therapist_id
from functions.serve_therapist.finished import finished_of
from functions.serve_therapist.forms import ThreadTap
from functions.serve_therapist.views import draft_view, kept_thread_view
from shared.domain.identity import SessionRef
from shared.domain.kept_thread import ThreadRef
from shared.runtime import wiring
from shared.services.serve_therapist import threads
from shared.services.serve_therapist.choosing import choose_thread
from shared.services.serve_therapist.review import Pen

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


@router.post("/clients/<client_id>/sessions/<session_id>/threads/<rank>/draft")
def choose_for_a_note(client_id: str, session_id: str, rank: int) -> dict[str, Any]:
    """Draft a note about a thread that the brief alone would hold, such as one about the two of them."""
    stores, who = wiring.stores(), therapist_id(router)
    finished = finished_of(who, SessionRef(client_id, session_id))
    pen = Pen(who, stores.clients, stores.consents, stores.prompts, stores.vault, wiring.clock())
    return draft_view(choose_thread(pen, finished, rank, stores.sessions.of_client(client_id)))
