"""Who is who: a few lines and clips of each voice, and whose it is, said by the therapist."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, fields_of, frame, person
from functions.serve_therapist.console.page import page, see_other
from shared.domain.identity import SessionRef
from shared.domain.session import SessionState
from shared.domain.transcript import Speaker
from shared.runtime import wiring
from shared.services.serve_therapist import speakers
from shared.services.serve_therapist.listening import can_be_heard

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_CLIPS = 3
ROLES = ((Speaker.THERAPIST, "mine"), (Speaker.CLIENT, "the client's"), (Speaker.OTHER, "somebody else's"))


@router.get("/console/clients/<client_id>/sessions/<session_id>/voices")
def ask(client_id: str, session_id: str) -> Response[Any]:
    """Show the voices."""
    stores = wiring.stores()
    shown = speakers.show_voices(
        person(router).therapist_id,
        SessionRef(client_id, session_id),
        clients=stores.clients,
        sessions=stores.sessions,
        vault=stores.vault,
    )
    client = stores.clients.get(client_id)
    return page(
        "voices.html",
        frame(router),
        client=client,
        zone=client.dial.zone,
        session=shown.session,
        voices=shown.voices,
        clips=_CLIPS,
        roles=ROLES,
        waits=shown.session.state is SessionState.WAITING,
        can_hear=can_be_heard(shown.session, wiring.clock()),
    )


@router.post("/console/clients/<client_id>/sessions/<session_id>/voices")
def say(client_id: str, session_id: str) -> Response[Any]:
    """Take down whose each voice is; the session is read then."""
    stores = wiring.stores()
    speakers.name_voices(
        person(router).therapist_id,
        SessionRef(client_id, session_id),
        _named(),
        clients=stores.clients,
        sessions=stores.sessions,
        vault=stores.vault,
        outbox=wiring.outbox(),
    )
    return see_other(f"/console/clients/{client_id}/sessions/{session_id}")


def _named() -> dict[int, Speaker]:
    sent = {name: values[0] for name, values in fields_of(router).items() if name.startswith("voice-")}
    try:
        return {int(name.removeprefix("voice-")): Speaker(value) for name, value in sent.items()}
    except ValueError:
        raise UnreadableFormError(("the voices",)) from None
