"""Puts the console's pages behind one door, and answers every error with a page that says what to do."""

import re
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from functions.serve_therapist.console import (
    assets,
    brief,
    client,
    clients,
    consent,
    details,
    enrol,
    leave,
    lines,
    notices,
    review,
    session,
    shared,
    sign_in,
    sound,
    threads,
    upload,
    voices,
)
from functions.serve_therapist.console.asking import UnreadableFormError, frame
from functions.serve_therapist.console.door import guard
from functions.serve_therapist.console.page import Frame, page
from shared.runtime.http import answer_errors

app = APIGatewayHttpResolver()
_TITLES = {
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.FORBIDDEN: "That is not possible",
    HTTPStatus.CONFLICT: "This has changed",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Not understood",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too much at once",
}
_OF_CLIENT = re.compile(r"(/console/clients/[\w-]+)(?:/prompts/([\w-]+)-p(\d+)(?:-\d+)?(?=/))?")
_NOT_FOUND = (
    "The page may have moved, or the client it was about has been erased since you opened it. "
    "Nothing you typed was kept."
)


def page_for_error(status: HTTPStatus, sentence: str) -> Response[Any]:
    """Say what happened and what to do, and lead back to where it was tried."""
    if status is HTTPStatus.NOT_FOUND:
        return _problem(frame(app), status, _NOT_FOUND)
    return _problem(frame(app), status, sentence, back=way_back(app.current_event.path))


def page_before_any(status: HTTPStatus, sentence: str) -> Response[Any]:
    """Say why nobody was asked, on a page that knows nothing of who asked."""
    return _problem(Frame(None, ""), status, sentence)


def way_back(path: str) -> str:
    """Give the page that a form was most likely sent from: a draft's review, or its client's page."""
    found = _OF_CLIENT.match(path)
    if found is None:
        return ""
    client, session_id, rank = found.groups()
    return f"{client}/sessions/{session_id}/review#card-{rank}" if session_id else client


def _problem(framed: Frame, status: HTTPStatus, said: str, *, back: str = "") -> Response[Any]:
    return page("problem.html", framed, status, title=_TITLES.get(status, "Not this time"), said=said, back=back)


answer_errors(app, "serve_therapist", page_for_error)


@app.exception_handler(UnreadableFormError)  # type: ignore[untyped-decorator]  # Powertools' own
def _unreadable(error: UnreadableFormError) -> Response[Any]:
    sentence = f"Please look at these again: {', '.join(error.fields)}. Nothing was changed."
    return page_for_error(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)


@app.not_found
def _nowhere(_error: Exception) -> Response[Any]:
    return page_for_error(HTTPStatus.NOT_FOUND, "")


app.use(middlewares=[guard])
_CLIENTS = (clients, enrol, client, details, consent, leave, threads, upload, shared)
_SESSIONS = (session, voices, lines, review, brief, sound)
for each in (assets, sign_in, notices, *_CLIENTS, *_SESSIONS):
    app.include_router(each.router)
