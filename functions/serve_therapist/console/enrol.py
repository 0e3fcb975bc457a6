"""Enrolling a client: who they are, where a note may go, and at which hours."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4
from zoneinfo import available_timezones

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, frame, person, read_form
from functions.serve_therapist.console.page import page, see_other
from functions.serve_therapist.forms import NewClient
from shared.domain.places import policy
from shared.runtime import wiring
from shared.services.serve_therapist import enrolment

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_TYPED = ("name", "therapist_name", "email", "time_zone", "opens", "closes", "place", "therapist_place", "key")
_STARTS = {"time_zone": "America/New_York", "opens": "09:00", "closes": "20:00"}
SENTENCES = {
    "name": "Write the name the client goes by, in one line of at most 80 characters.",
    "therapist_name": "Write the name you sign with, in one line of at most 80 characters.",
    "email": "This is not an address mail can go to. Leave it empty if no mail shall go.",
    "time_zone": "Choose one from the list, such as America/New_York.",
    "opens": "Write a time of day, such as 09:00.",
    "closes": "Write a time of day, such as 20:00.",
    "place": "Choose one from the list.",
    "therapist_place": "Choose one from the list.",
    "adult": "Doorknob is for adults only. Confirm it, or do not enrol.",
}


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
    problems = {name: SENTENCES.get(name, "Look at this again.") for name in wrong}
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    places = {"": "Anywhere else", **policy().names}
    return page("enrol.html", frame(router), status, typed=typed, problems=problems, zones=zones, places=places)
