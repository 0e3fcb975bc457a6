"""Single lines: whose each is held to be and what was heard, a page of them at a time, put right by the therapist."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, fields_of, frame, person
from functions.serve_therapist.console.page import page, see_other
from shared.domain.identity import SessionRef
from shared.domain.session import SessionState
from shared.domain.transcript import Speaker
from shared.runtime import wiring
from shared.services.serve_therapist import corrections
from shared.services.serve_therapist.corrections import Correction
from shared.services.serve_therapist.listening import can_be_heard

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_HERE = "/console/clients/<client_id>/sessions/<session_id>"
_A_PAGE = 30  # lines
_LONGEST = 10_000  # characters of one line
_NO_LINE = (f"the words of a line (write at least one, and at most {_LONGEST:,} characters)",)


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
        can_hear=can_be_heard(shown.session, wiring.clock()),
        longest=_LONGEST,
    )


@router.post(f"{_HERE}/lines")
def put_right(client_id: str, session_id: str) -> Response[Any]:
    """Take down whose the lines on the page are and what was said; the session is read again where one was wrong."""
    said = Correction(_reading_of(router), uuid4().hex, lines=said_of(router, "line-"), wordings=_heard_of(router))
    correct(router, SessionRef(client_id, session_id), said)
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


def correct_voices(router: APIGatewayHttpRouter, ref: SessionRef, voices: Mapping[int, Speaker]) -> None:
    """Correct whose voices are in the reading that the page showed."""
    correct(router, ref, Correction(_reading_of(router), uuid4().hex, voices=voices))


def correct(router: APIGatewayHttpRouter, ref: SessionRef, said: Correction) -> None:
    """Correct the reading that the page showed."""
    stores = wiring.stores()
    corrections.correct_reading(
        person(router).therapist_id,
        ref,
        said,
        clients=stores.clients,
        sessions=stores.sessions,
        prompts=stores.prompts,
        vault=stores.vault,
        outbox=wiring.outbox(),
    )


def _heard_of(router: APIGatewayHttpRouter) -> dict[int, str]:
    sent = {name: values[0] for name, values in fields_of(router).items() if name.startswith("words-")}
    if not all(text.strip() and len(text) <= _LONGEST for text in sent.values()):
        raise UnreadableFormError(_NO_LINE)
    try:
        return {int(name.removeprefix("words-")): text for name, text in sent.items()}
    except ValueError:
        raise UnreadableFormError(("which line it is",)) from None


def _reading_of(router: APIGatewayHttpRouter) -> int:
    sent = field(router, "reading")
    return int(sent) if sent.isdecimal() else 0


def _asked_for() -> int:
    asked = (router.current_event.query_string_parameters or {}).get("from", "0")
    return int(asked) if asked.isdecimal() else 0
