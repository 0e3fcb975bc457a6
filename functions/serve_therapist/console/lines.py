"""Single lines: whose each is held to be, a page of them at a time, and one put right by the therapist."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, fields_of, frame, person
from functions.serve_therapist.console.page import page, see_other
from shared.domain.identity import SessionRef
from shared.domain.session import SessionState
from shared.domain.transcript import Speaker
from shared.runtime import wiring
from shared.services.serve_therapist import corrections

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_HERE = "/console/clients/<client_id>/sessions/<session_id>"
_A_PAGE = 30  # lines
_NONE: Mapping[int, Speaker] = MappingProxyType({})


@router.get(f"{_HERE}/lines")
def show(client_id: str, session_id: str) -> Response[Any]:
    """Show a page of lines, from the one that was asked for."""
    stores = wiring.stores()
    ref = SessionRef(client_id, session_id)
    shown = corrections.show_lines(
        person(router).therapist_id, ref, clients=stores.clients, sessions=stores.sessions, vault=stores.vault
    )
    client = stores.clients.get(client_id)
    first = min(_asked_for(), max(0, len(shown.turns) - 1))
    return page(
        "lines.html",
        frame(router),
        client=client,
        zone=client.dial.zone,
        session=shown.session,
        turns=shown.turns[first : first + _A_PAGE],
        first=first,
        count=len(shown.turns),
        a_page=_A_PAGE,
        is_read=shown.session.state is SessionState.READY,
    )


@router.post(f"{_HERE}/lines")
def put_right(client_id: str, session_id: str) -> Response[Any]:
    """Take down whose the lines on the page are; the session is read again where one of them was another's."""
    correct(router, SessionRef(client_id, session_id), lines=said_of(router, "line-"))
    return see_other(f"/console/clients/{client_id}/sessions/{session_id}")


def said_of(router: APIGatewayHttpRouter, prefix: str) -> dict[int, Speaker]:
    """Read whose each voice or line was said to be, by its number.

    Raises:
        UnreadableFormError: when one of them cannot be read.
    """
    sent = {name: values[0] for name, values in fields_of(router).items() if name.startswith(prefix)}
    try:
        return {int(name.removeprefix(prefix)): Speaker(value) for name, value in sent.items()}
    except ValueError:
        raise UnreadableFormError(("whose it is",)) from None


def correct(
    router: APIGatewayHttpRouter,
    ref: SessionRef,
    *,
    voices: Mapping[int, Speaker] = _NONE,
    lines: Mapping[int, Speaker] = _NONE,
) -> None:
    """Correct whose voices or lines are in the reading that the page showed."""
    stores = wiring.stores()
    corrections.correct_speakers(
        person(router).therapist_id,
        ref,
        voices,
        lines,
        of_reading=_reading_of(router),
        clients=stores.clients,
        sessions=stores.sessions,
        prompts=stores.prompts,
        vault=stores.vault,
        outbox=wiring.outbox(),
    )


def _reading_of(router: APIGatewayHttpRouter) -> int:
    sent = field(router, "reading")
    return int(sent) if sent.isdecimal() else 0


def _asked_for() -> int:
    asked = (router.current_event.query_string_parameters or {}).get("from", "0")
    return int(asked) if asked.isdecimal() else 0
