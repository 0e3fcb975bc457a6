"""Enrolling a client: who they are, where a note may go, and at which hours."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, frame, person, read_form
from functions.serve_therapist.console.fields import places, problems_of, zones
from functions.serve_therapist.console.page import page, see_other
from functions.serve_therapist.forms import NewClient
from shared.runtime import wiring
from shared.services.serve_therapist import enrolment

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_TYPED = (
    "name",
    "therapist_name",
    "email",
    "time_zone",
    "opens",
    "closes",
    "place",
    "therapist_place",
    "part_2",
    "key",
)
_STARTS = {"time_zone": "America/New_York", "opens": "09:00", "closes": "20:00"}


@router.get("/console/enrol")
def ask() -> Response[Any]:
    """Show the form; its key makes a double click enrol once."""
    return _form({**dict.fromkeys(_TYPED, ""), **_STARTS, "key": uuid4().hex}, ())


@router.post("/console/enrol")
def enrol() -> Response[Any]:
    """Enrol the client and go on to the choices."""
    try:
        form = read_form(router, NewClient)
    except UnreadableFormError as error:
        return _form({name: field(router, name) for name in _TYPED}, error.fields)
    client = form.client(_client_id(), person(router).therapist_id)
    enrolment.enrol_once(client, clients=wiring.stores().clients)
    return see_other(f"/console/clients/{client.client_id}/consent")


def _client_id() -> str:
    key = field(router, "key")
    return f"c-{key}" if len(key) == len(uuid4().hex) and key.isalnum() else f"c-{uuid4().hex}"


def _form(typed: dict[str, str], wrong: tuple[str, ...]) -> Response[Any]:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    problems = problems_of(wrong)
    every = zones(typed["time_zone"])
    return page("enrol.html", frame(router), status, typed=typed, problems=problems, zones=every, places=places())
