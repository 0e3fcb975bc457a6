"""How far one session is: its stages with times, live; what went wrong and what to do; the way to the review."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import frame, is_by_htmx, person
from functions.serve_therapist.console.looking_again import seconds_to_next_look
from functions.serve_therapist.console.page import page
from functions.serve_therapist.console.words import flags_in_words, stage_of, way_of
from shared.domain.client import Client
from shared.domain.identity import SessionRef
from shared.domain.session import Session
from shared.runtime import wiring
from shared.services.serve_therapist import overview, progress

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/console/clients/<client_id>/sessions/<session_id>")
def show(client_id: str, session_id: str) -> Response[Any]:
    """Show how far a session is; htmx asks for the stages alone."""
    stores = wiring.stores()
    ref = SessionRef(client_id, session_id)
    session = progress.show_session(person(router).therapist_id, ref, clients=stores.clients, sessions=stores.sessions)
    if not is_by_htmx(router):
        return _page("session.html", session, stores.clients.get(client_id))
    shown = router.current_event.query_string_parameters or {}
    seen = shown.get("seen", "")
    if (seen, shown.get("pace")) == (_mark(session), str(_pace_s(session))):
        return Response(HTTPStatus.NO_CONTENT)  # nothing to show anew
    return _page("stages.html", session, stores.clients.get(client_id), seen)


def _mark(session: Session) -> str:
    """Name how far a session is, so that a page that shows this much is left alone."""
    return f"{session.state}-{len(session.parts_done) + len(session.parts_lost)}"


def _pace_s(session: Session) -> int:
    return seconds_to_next_look(session.moved_at or session.accepted_at, wiring.clock().now())


def _page(template: str, session: Session, client: Client, seen: str = "") -> Response[Any]:
    return page(
        template,
        frame(router),
        session=session,
        client=client,
        zone=client.dial.zone,
        stage=stage_of(session),
        stages=way_of(session),
        flags=flags_in_words(session),
        is_live=overview.is_under_way(session),
        mark=_mark(session),
        pace_s=_pace_s(session),
        is_news=seen != _mark(session),  # a screen reader hears nothing where only the pace has changed
    )
