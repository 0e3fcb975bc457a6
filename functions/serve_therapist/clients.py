"""Routes about clients: enrolment, consent, the next session, upload links, notices."""

from typing import Any
from uuid import uuid4

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.caller import therapist_id
from functions.serve_therapist.forms import (
    Choices,
    ClientDetails,
    NewClient,
    NextSession,
    UploadRequest,
    UploadsRequest,
    Withdrawal,
)
from functions.serve_therapist.upload_links import form_to_send
from functions.serve_therapist.views import client_view, consent_view, rules_view
from shared.domain.consent_text import CONSENT_TEXT
from shared.domain.gates import rules_for
from shared.domain.identity import file_names
from shared.domain.places import policy
from shared.runtime import wiring
from shared.services.serve_therapist import enrolment
from shared.services.serve_therapist.ownership import own_client

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/clients")
def list_clients() -> list[dict[str, Any]]:
    """Every client of this therapist."""
    return [client_view(client) for client in wiring.stores().clients.of_therapist(therapist_id(router))]


@router.post("/clients")
def enrol_client(form: NewClient) -> dict[str, Any]:
    """Enrol a client; nothing is permitted until consent is recorded."""
    client = form.client(f"c-{uuid4().hex}", therapist_id(router))
    return client_view(enrolment.enrol_client(client, clients=wiring.stores().clients))


@router.get("/clients/<client_id>")
def show_client(client_id: str) -> dict[str, Any]:
    """One client, and what the client agreed to."""
    stores = wiring.stores()
    client = own_client(therapist_id(router), client_id, stores.clients)
    consent = consent_view(stores.consents.get(client_id))
    return {**client_view(client), "consent": consent, "rules": rules_view(rules_for(client, wiring.clock().now()))}


@router.put("/clients/<client_id>")
def change_details(client_id: str, form: ClientDetails) -> dict[str, Any]:
    """Change who a client is, or where the two of them are."""
    now = wiring.clock().now()
    who, clients = therapist_id(router), wiring.stores().clients
    return client_view(
        enrolment.change_details(who, client_id, lambda client: form.changed(client, now), clients=clients)
    )


@router.put("/clients/<client_id>/consent")
def record_consent(client_id: str, form: Choices) -> dict[str, Any]:
    """Record what the client chose today."""
    stores = wiring.stores()
    consent = enrolment.record_consent(
        therapist_id(router),
        client_id,
        form.purposes,
        form.until,
        seen_hash=form.text_hash,
        clients=stores.clients,
        consents=stores.consents,
        clock=wiring.clock(),
    )
    return consent_view(consent)


@router.post("/clients/<client_id>/withdrawal")
def withdraw_consent(client_id: str, form: Withdrawal) -> dict[str, Any]:
    """End consent at once; the removal follows."""
    stores = wiring.stores()
    enrolment.withdraw_consent(
        therapist_id(router),
        client_id,
        form.extent,
        clients=stores.clients,
        consents=stores.consents,
        outbox=wiring.outbox(),
        clock=wiring.clock(),
    )
    return consent_view(stores.consents.get(client_id))


@router.put("/clients/<client_id>/next-session")
def change_next_session(client_id: str, form: NextSession) -> dict[str, Any]:
    """Say when the two meet next."""
    clients = wiring.stores().clients
    return client_view(enrolment.change_next_session(therapist_id(router), client_id, form.at, clients=clients))


@router.post("/clients/<client_id>/uploads")
def make_upload_link(client_id: str, form: UploadRequest) -> dict[str, Any]:
    """Give a form to upload one recording with, straight to S3."""
    name = f"{uuid4().hex}.{form.extension}"
    return dict(form_to_send(therapist_id(router), client_id, name, form.declaration, form.spans))


@router.post("/clients/<client_id>/recordings")
def make_upload_links(client_id: str, form: UploadsRequest) -> dict[str, Any]:
    """Give forms to upload several files with that are one session, in their order."""
    group = uuid4().hex
    links = [
        form_to_send(therapist_id(router), client_id, f"{group}/{name}", form.declaration, file.spans)
        for file, name in zip(form.files, file_names([file.extension for file in form.files]), strict=True)
    ]
    return {"uploads": [dict(link) for link in links]}


@router.get("/notices")
def list_notices() -> list[dict[str, str]]:
    """What this therapist should know, newest first."""
    return [dict(notice) for notice in wiring.stores().notices.of_therapist(therapist_id(router))]


@router.get("/consent-text")
def show_consent_text() -> dict[str, str]:
    """The text a client reads before choosing, and the hash that says it was this one."""
    text = CONSENT_TEXT
    return {"version": text.version, "text_hash": text.shown_digest, "text": text.shown}


@router.get("/places")
def list_places() -> dict[str, str]:
    """Every place the policy knows, by its code."""
    return policy().names
