"""Who is who: a few lines and clips of each voice, and whose it is, said by the therapist."""

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import field, frame, person
from functions.serve_therapist.console.lines import correct_voices, said_of
from functions.serve_therapist.console.page import page, see_other
from shared.domain.identity import SessionRef
from shared.domain.session import SessionState
from shared.domain.transcript import Speaker
from shared.runtime import wiring
from shared.services.serve_therapist import speakers
from shared.services.serve_therapist.listening import can_be_heard

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_HERE = "/console/clients/<client_id>/sessions/<session_id>"
_CLIPS = 3
ROLES = ((Speaker.THERAPIST, "mine"), (Speaker.CLIENT, "the client’s"), (Speaker.OTHER, "somebody else’s"))


@router.get(f"{_HERE}/voices")
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
        is_read=shown.session.state is SessionState.READY,
        are_two={Speaker.THERAPIST, Speaker.CLIENT} <= {voice.guess for voice in shown.voices},
        can_hear=can_be_heard(shown.session, wiring.clock()),
    )


@router.post(f"{_HERE}/voices")
def say(client_id: str, session_id: str) -> Response[Any]:
    """Take down whose each voice is; the session that waited for it is read, one that was read is read again."""
    stores, ref, named = wiring.stores(), SessionRef(client_id, session_id), said_of(router, "voice-")
    if field(router, "reading"):
        correct_voices(router, ref, named)
    else:
        speakers.name_voices(
            person(router).therapist_id,
            ref,
            named,
            clients=stores.clients,
            sessions=stores.sessions,
            vault=stores.vault,
            outbox=wiring.outbox(),
        )
    return see_other(f"/console/clients/{client_id}/sessions/{session_id}")


@router.post(f"{_HERE}/swap")
def swap(client_id: str, session_id: str) -> Response[Any]:
    """Turn round who is the therapist and who the client, and have the session read again."""
    stores = wiring.stores()
    speakers.swap_speakers(
        person(router).therapist_id,
        SessionRef(client_id, session_id),
        clients=stores.clients,
        sessions=stores.sessions,
        prompts=stores.prompts,
        vault=stores.vault,
        outbox=wiring.outbox(),
    )
    return see_other(f"/console/clients/{client_id}/sessions/{session_id}")
