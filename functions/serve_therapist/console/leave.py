"""Withdrawing and erasing: what will go, and when, before anything is pressed."""

from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import frame, person, read_form
from functions.serve_therapist.console.folder import folder_of
from functions.serve_therapist.console.page import page
from functions.serve_therapist.forms import Withdrawal
from shared.runtime import wiring
from shared.services.serve_therapist import enrolment

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/console/clients/<client_id>/leave")
def ask(client_id: str) -> Response[Any]:
    """Show what there is, and what each way removes."""
    return page("leave.html", frame(router), folder=folder_of(router, client_id))


@router.post("/console/clients/<client_id>/leave")
def leave(client_id: str) -> Response[Any]:
    """End consent at once; the removal follows, and doing it twice changes nothing."""
    form = read_form(router, Withdrawal)
    stores = wiring.stores()
    enrolment.withdraw_consent(
        person(router).therapist_id,
        client_id,
        form.extent,
        clients=stores.clients,
        consents=stores.consents,
        outbox=wiring.outbox(),
        clock=wiring.clock(),
    )
    return page("left.html", frame(router), HTTPStatus.OK, client_id=client_id, extent=form.extent)
