"""Changing who a client is: the name, the address, where the two of them are; the dial stays the client's."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, frame, person, read_form
from functions.serve_therapist.console.fields import places, problems_of, zones
from functions.serve_therapist.console.page import page, see_other
from functions.serve_therapist.forms import ClientDetails
from shared.domain.client import Client
from shared.runtime import wiring
from shared.services.serve_therapist import enrolment
from shared.services.serve_therapist.ownership import own_client

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_TYPED = ("name", "therapist_name", "email", "time_zone", "place", "therapist_place", "part_2")


@router.get("/console/clients/<client_id>/details")
def ask(client_id: str) -> Response[Any]:
    """Show the details as they stand."""
    client = _own(client_id)
    return _form(client, _standing(client), ())


@router.post("/console/clients/<client_id>/details")
def change(client_id: str) -> Response[Any]:
    """Change them, or show what was typed again with what is wrong about it."""
    client, now = _own(client_id), wiring.clock().now()
    try:
        form = read_form(router, ClientDetails)
    except UnreadableFormError as error:
        return _form(client, {name: field(router, name) for name in _TYPED}, error.fields)
    enrolment.change_details(
        client.therapist_id, client_id, lambda found: form.changed(found, now), clients=wiring.stores().clients
    )
    return see_other(f"/console/clients/{client_id}")


def _own(client_id: str) -> Client:
    return own_client(person(router).therapist_id, client_id, wiring.stores().clients)


def _standing(client: Client) -> dict[str, str]:
    return {
        "name": client.profile.name.reveal(),
        "therapist_name": client.profile.therapist_name.reveal(),
        "email": client.profile.email.reveal(),
        "time_zone": client.dial.time_zone,
        "place": client.place,
        "therapist_place": client.therapist_place,
        "part_2": "true" if client.is_part_2 else "",
    }


def _form(client: Client, typed: dict[str, str], wrong: tuple[str, ...]) -> Response[Any]:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return page(
        "details.html",
        frame(router),
        status,
        client=client,
        typed=typed,
        problems=problems_of(wrong),
        zones=zones(typed["time_zone"]),
        places=places(),
    )
