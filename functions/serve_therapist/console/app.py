"""Puts the console's pages behind one door, and answers every error with a page that says what to do."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from functions.serve_therapist.console import (
    assets,
    brief,
    client,
    clients,
    consent,
    enrol,
    leave,
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
from functions.serve_therapist.console.page import page
from shared.runtime.http import answer_errors

app = APIGatewayHttpResolver()
_TITLES = {
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.FORBIDDEN: "That is not possible",
    HTTPStatus.CONFLICT: "This has changed",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Not understood",
}
_NOT_FOUND = (
    "The page may have moved, or the client it was about has been erased since you opened it. "
    "Nothing you typed was kept."
)


def page_for_error(status: HTTPStatus, sentence: str) -> Response[Any]:
    """Say what happened and what to do."""
    said = _NOT_FOUND if status is HTTPStatus.NOT_FOUND else sentence
    title = _TITLES.get(status, "Not this time")
    return page("problem.html", frame(app), status, title=title, said=said)


answer_errors(app, "serve_therapist", page_for_error)


@app.exception_handler(UnreadableFormError)  # type: ignore[untyped-decorator]  # Powertools' own
def _unreadable(error: UnreadableFormError) -> Response[Any]:
    sentence = f"Please look at these again: {', '.join(error.fields)}. Nothing was changed."
    return page_for_error(HTTPStatus.UNPROCESSABLE_ENTITY, sentence)


@app.not_found
def _nowhere(_error: Exception) -> Response[Any]:
    return page_for_error(HTTPStatus.NOT_FOUND, "")


app.use(middlewares=[guard])
_CLIENTS = (clients, enrol, client, consent, leave, threads, upload, shared)
_SESSIONS = (session, voices, review, brief, sound)
for each in (assets, sign_in, notices, *_CLIENTS, *_SESSIONS):
    app.include_router(each.router)
