"""The client's choices, one by one, beside the text the client sees."""

from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, fields_of, frame, person
from functions.serve_therapist.console.page import page, see_other
from shared.domain.consent import Purpose
from shared.domain.consent_text import CONSENT_TEXT
from shared.domain.gates import rules_for
from shared.errors import NotPermittedError
from shared.runtime import wiring
from shared.services.serve_therapist import enrolment
from shared.services.serve_therapist.ownership import own_client

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_USUAL = timedelta(days=365)
CHOICES = (
    (Purpose.RECORD, "Record", "Sessions may be recorded. Everybody in the room knows when."),
    (Purpose.READ, "Software reads it", "Software turns the recording into text and looks for what stayed open."),
    (Purpose.MAIL, "Notes by mail", "A short note may come between sessions, after you have approved it."),
    (
        Purpose.FULL_TEXT,
        "Full text in mail",
        "The note itself may stand in the mail. Whoever can open the mail can read it.",
    ),
)


@router.get("/console/clients/<client_id>/consent")
def ask(client_id: str) -> Response[Any]:
    """Show the choices as they stand."""
    return _form(client_id, "")


@router.post("/console/clients/<client_id>/consent")
def record(client_id: str) -> Response[Any]:
    """Record what the client chose today."""
    stores = wiring.stores()
    client = own_client(person(router).therapist_id, client_id, stores.clients)
    try:
        purposes = [Purpose(value) for value in fields_of(router).get("purposes", [])]
        day = datetime.fromisoformat(field(router, "until")).date()
    except ValueError:
        raise UnreadableFormError(("the choices", "the last day")) from None
    if not purposes:
        return _form(client_id, "Choose at least one. If the client wants nothing at all, withdraw instead.")
    until = datetime.combine(day + timedelta(days=1), time(0), tzinfo=client.dial.zone)
    try:
        enrolment.record_consent(
            client.therapist_id,
            client_id,
            purposes,
            until,
            clients=stores.clients,
            consents=stores.consents,
            clock=wiring.clock(),
            seen_hash=field(router, "text_hash"),
        )
    except NotPermittedError as error:
        return _form(client_id, str(error))
    return see_other(f"/console/clients/{client_id}")


def _form(client_id: str, problem: str) -> Response[Any]:
    stores, now = wiring.stores(), wiring.clock().now()
    client = own_client(person(router).therapist_id, client_id, stores.clients)
    consent = stores.consents.get(client_id)
    return page(
        "consent.html",
        frame(router),
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        client=client,
        consent=consent,
        choices=CHOICES,
        text=_paragraphs(),
        version=CONSENT_TEXT.version,
        text_hash=CONSENT_TEXT.shown_digest,
        told_first=rules_for(client, now).notice_items,
        chosen=[purpose for purpose, _, _ in CHOICES if consent.refuses(purpose, now) is None],
        until=max((grant.until for grant in consent.grants.values()), default=now + _USUAL)
        .astimezone(client.dial.zone)
        .date(),
        today=now.astimezone(client.dial.zone).date(),
        problem=problem,
    )


def _paragraphs() -> list[str]:
    """Give the text's paragraphs and points without Markdown's marks."""
    blocks = CONSENT_TEXT.shown.replace("\n   ", " ").split("\n")
    joined = "\n".join(blocks).split("\n\n")
    return [" ".join(block.split()).replace("**", "") for block in joined if block and not block.startswith("#")]
