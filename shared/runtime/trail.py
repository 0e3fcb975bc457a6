"""Writes the audit trail: one entry for what a request or a step did, before anybody hears of it."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware

from shared.domain.links import ADDRESS_LINK, NOTE_LINK, OPEN_LINK, READING_LINK, STOP_LIFE, STOP_LINK
from shared.domain.trail import Act, Entry, act_of, act_of_nobody
from shared.errors import NotPermittedError
from shared.runtime import wiring
from shared.runtime.metrics import write_metric
from shared.services.outcome import Outcome

# Which buttons are told of; never what was typed.
_BUTTONS = frozenset({"read", "keep", "not-now", "pause", "stop", "withdraw", "export", "new-link"})
_NEW_READERS = frozenset({"first", "added"})
_IDS = ("client_id", "session_id", "prompt_id")
_CLIENT, _NOBODY = "client", "nobody"
_LINKS = (NOTE_LINK, READING_LINK, STOP_LINK, ADDRESS_LINK, OPEN_LINK)
_SKIPPED = "skipped"  # a message that found nothing left to do did nothing


@dataclass(slots=True)
class _Asked:
    what: str
    who: str
    ids: Mapping[str, str]


_asked: ContextVar[_Asked | None] = ContextVar("asked", default=None)


def remember(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
    """Keep which route was asked, and of whom; the answer's status is known only later."""
    route, arguments = app.context["_route"], dict(app.context.get("_route_args") or {})
    asked = _Asked(f"{route.func.__module__.rpartition('.')[2]}.{route.func.__name__}", "", arguments)
    _asked.set(asked)
    try:
        return next_middleware(app)
    finally:
        asked.who = _therapist(app)
        if "token" in arguments:
            asked.ids = client_behind(str(arguments["token"]))
            asked.who = _CLIENT if asked.ids else ""
            asked.what = ".".join([asked.what, *_pressed(app), *_newly_reading(app)])


def forget_last_request() -> None:
    """Begin a request."""
    _asked.set(None)


def write_request(event: Mapping[str, Any], status: int) -> None:
    """Add what the request did; looking at a page that is about nobody, signed in nowhere, is no act.

    Identifiers come from the path, which may hold anything until it was answered well: an address
    that led nowhere is not written down, nor one that somebody asked for who was not let in. So
    nobody can put a line into a client's trail without having been at that client's door.
    """
    asked = _asked.get()
    method = event["requestContext"]["http"]["method"]
    if asked is None or (method == "GET" and not asked.who):
        return
    ids = asked.ids if asked.who and status < HTTPStatus.BAD_REQUEST else {}
    entry = Entry(
        at=wiring.clock().now(),
        who=asked.who or _NOBODY,
        act=act_of(method, asked.what) if asked.who else act_of_nobody(asked.what),
        what=asked.what,
        outcome=str(int(status)),
        once=event["requestContext"]["requestId"],
        **{name: str(ids[name]) for name in _IDS if name in ids},
    )
    wiring.stores().trail.write(entry)
    if entry.act is Act.APPROVED and status < HTTPStatus.BAD_REQUEST:
        write_metric("serve_therapist", "NotesApproved", 1)


def write_step(step: str, outcome: Outcome, once: str) -> None:
    """Add what a step did with one message or one tick."""
    if outcome.word.startswith(_SKIPPED):
        return
    ids = {name: outcome.about[name] for name in _IDS if name in outcome.about}
    act = Act.ERASED if outcome.word == "forgotten" else Act.WORKED
    entry = Entry(wiring.clock().now(), step, act, step, outcome.word, f"{once}#{outcome.word}", **ids)
    wiring.stores().trail.write(entry)


def _therapist(app: APIGatewayHttpResolver) -> str:
    person = app.context.get("person")
    if person is not None:
        return str(person.therapist_id)
    authorizer = app.current_event.request_context.authorizer
    return str((authorizer.jwt_claim or {}).get("sub", "")) if authorizer else ""


def client_behind(token: str) -> Mapping[str, str]:
    """Give whose link it is, for whichever page; nothing where it is not ours."""
    for audience in _LINKS:
        try:
            ref = wiring.links().read(audience, token, within=STOP_LIFE)  # the page itself says whether it is too old
        except NotPermittedError:
            continue
        return {"client_id": ref.client_id, "prompt_id": ref.prompt_id}
    return {}


def _newly_reading(app: APIGatewayHttpResolver) -> list[str]:
    word = app.context.get("reader")
    return [f"{word}-reader"] if word in _NEW_READERS else []


def _pressed(app: APIGatewayHttpResolver) -> list[str]:
    kind = app.current_event.headers.get("content-type", "")
    if not kind.startswith("application/x-www-form-urlencoded"):
        return []  # a voice, as a file
    pressed = parse_qs(app.current_event.decoded_body or "").get("do", [])
    return [word for word in pressed if word in _BUTTONS]
