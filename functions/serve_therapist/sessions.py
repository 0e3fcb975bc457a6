"""Routes about sessions: how far each is, and what was made from it."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.caller import therapist_id
from functions.serve_therapist.finished import finished_of
from functions.serve_therapist.forms import SpeakerNames
from functions.serve_therapist.views import finished_view, session_view, voices_view
from shared.domain.identity import SessionRef
from shared.runtime import wiring
from shared.services.serve_therapist import progress, speakers

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/clients/<client_id>/sessions")
def list_sessions(client_id: str) -> list[dict[str, Any]]:
    """Every session of one client, oldest first."""
    stores = wiring.stores()
    found = progress.list_sessions(therapist_id(router), client_id, clients=stores.clients, sessions=stores.sessions)
    return [session_view(session) for session in found]


@router.get("/clients/<client_id>/sessions/<session_id>")
def show_session(client_id: str, session_id: str) -> dict[str, Any]:
    """How far one session is."""
    stores = wiring.stores()
    ref = SessionRef(client_id, session_id)
    session = progress.show_session(therapist_id(router), ref, clients=stores.clients, sessions=stores.sessions)
    return session_view(session)


@router.get("/clients/<client_id>/sessions/<session_id>/reading")
def show_reading(client_id: str, session_id: str) -> dict[str, Any]:
    """The transcript, the threads with their evidence, the brief and the prompts."""
    return finished_view(finished_of(therapist_id(router), SessionRef(client_id, session_id)))


@router.get("/clients/<client_id>/sessions/<session_id>/speakers")
def show_speakers(client_id: str, session_id: str) -> dict[str, Any]:
    """The voices of a session, with a few lines of each to know them by."""
    stores = wiring.stores()
    shown = speakers.show_voices(
        therapist_id(router),
        SessionRef(client_id, session_id),
        clients=stores.clients,
        sessions=stores.sessions,
        vault=stores.vault,
    )
    return voices_view(shown)


@router.put("/clients/<client_id>/sessions/<session_id>/speakers")
def name_speakers(client_id: str, session_id: str, form: SpeakerNames) -> dict[str, Any]:
    """Say whose each voice is; the session that waited for it is read then."""
    stores = wiring.stores()
    session = speakers.name_voices(
        therapist_id(router),
        SessionRef(client_id, session_id),
        form.voices,
        clients=stores.clients,
        sessions=stores.sessions,
        vault=stores.vault,
        outbox=wiring.outbox(),
    )
    return session_view(session)
