"""Sending a recording: what is asked each time, what it costs and when it goes; then straight to S3, piece by piece."""

import json
from http import HTTPStatus
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement, tostring

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, frame, is_by_htmx, person, read_form
from functions.serve_therapist.console.looking_again import PATIENCE_S, SELDOM_S, SOON_S
from functions.serve_therapist.console.page import page, see_other
from functions.serve_therapist.console.upload_forms import EXTENSIONS, PieceToSign, RecordingToSend
from functions.serve_therapist.upload_links import form_to_send
from shared.domain.client import Client
from shared.domain.consent_light import light_of
from shared.domain.estimates import estimate
from shared.domain.identity import SessionRef
from shared.errors import NotPermittedError, RecordingError, StaleError
from shared.ports.large_uploads import Piece
from shared.runtime import wiring
from shared.runtime.settings import RetentionSettings
from shared.services.serve_therapist import sending_recordings, uploading
from shared.services.serve_therapist.ownership import own_client
from shared.services.serve_therapist.sending_recordings import Place

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_HERE = "/console/clients/<client_id>"
_ASK_FIRST = "Say first that everyone agreed to be recorded today, and how you met."
_OFF_RECORD = "What stays off the record cannot be read. Write it as 12:30-14:05, by the recording's clock."


@router.get(f"{_HERE}/upload")
def ask(client_id: str) -> Response[Any]:
    """Show the form, or, with a red light, why there is none."""
    client = _own(client_id)
    stores, now = wiring.stores(), wiring.clock().now()
    light = light_of(client, stores.consents.get(client_id), now)
    if not light.lets_in:
        return see_other(f"/console/clients/{client_id}")
    retention = RetentionSettings.from_env().retention
    return page(
        "upload.html",
        frame(router),
        store=stores.large_uploads.origin,
        client=client,
        zone=client.dial.zone,
        extensions=EXTENSIONS,
        estimate=estimate(),
        audio_until=now + retention.audio,
        text_until=now + retention.text,
        unfinished=sending_recordings.unfinished(client.therapist_id, client_id, stores.large_uploads),
    )


@router.post(f"{_HERE}/upload")
def offer_form(client_id: str) -> Response[Any]:
    """Without a script: take the answers down, and give a form that posts straight to S3."""
    client = _own(client_id)
    form = read_form(router, RecordingToSend)
    name = f"{uuid4().hex}.wav"  # what it is, its content tells
    link = form_to_send(client.therapist_id, client_id, name, form.declaration, form.spans)
    store = wiring.stores().large_uploads.origin
    return page("send.html", frame(router), store=store, client=client, link=link, name=name)


@router.post(f"{_HERE}/uploads")
def begin(client_id: str) -> Response[Any]:
    """Begin an upload, or go on with the one of the same content."""
    try:
        asked = _place(client_id)
        form = read_form(router, RecordingToSend)
        stores = wiring.stores()
        place = sending_recordings.place_to_send(asked, stores.sessions)
        uploading.permit_upload(
            place.therapist_id,
            client_id,
            place.name,
            form.declaration,
            clients=stores.clients,
            consents=stores.consents,
            declarations=stores.declarations,
            clock=wiring.clock(),
        )
        sending_recordings.refuse_duplicate(place, sessions=stores.sessions, uploads=stores.uploads)
        upload_id = sending_recordings.begin(place, form.spans, stores.large_uploads)
        return _json({"upload_id": upload_id, "name": place.name})
    except UnreadableFormError as error:
        return _json({"message": _ASK_FIRST if "off_record" not in error.fields else _OFF_RECORD}, 422)
    except (NotPermittedError, StaleError) as error:
        return _json({"message": str(error)}, HTTPStatus.CONFLICT)


@router.post(f"{_HERE}/uploads/sign")
def sign(client_id: str) -> Response[Any]:
    """Sign one piece, with its checksum."""
    form = read_form(router, PieceToSign)
    place, piece = _place(client_id), Piece(form.number, 0, "", form.sha256)
    try:
        _ask_gate(place)
    except NotPermittedError as error:
        return _json({"message": str(error)}, HTTPStatus.CONFLICT)
    signed = sending_recordings.sign(place, form.upload_id, piece, wiring.stores().large_uploads)
    return _json({"url": signed.url, "headers": dict(signed.headers)})


@router.get(f"{_HERE}/uploads/pieces")
def list_pieces(client_id: str) -> Response[Any]:
    """Tell what has arrived, as S3 tells it."""
    place, upload_id = _asked(client_id)
    answer = Element("ListPartsResult")
    for piece in sending_recordings.pieces(place, upload_id, wiring.stores().large_uploads):
        part = SubElement(answer, "Part")
        SubElement(part, "PartNumber").text = str(piece.number)
        SubElement(part, "ETag").text = piece.etag
    return _xml(answer)


@router.post(f"{_HERE}/uploads/pieces")
def complete(client_id: str) -> Response[Any]:
    """Bring an upload to its end; which pieces it has, S3 knows best."""
    place, upload_id = _asked(client_id)
    answer = Element("CompleteMultipartUploadResult")
    try:
        _ask_gate(place)
        sending_recordings.complete(place, upload_id, wiring.stores().large_uploads)
    except RecordingError as error:
        return _json({"message": str(error)}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    except NotPermittedError as error:
        return _json({"message": str(error)}, HTTPStatus.CONFLICT)
    SubElement(answer, "Location").text = f"/console/clients/{client_id}/arrived?name={place.name}"
    SubElement(answer, "Key").text = place.name
    return _xml(answer)


@router.delete(f"{_HERE}/uploads/pieces")
def abort(client_id: str) -> Response[Any]:
    """Drop an upload, and all that arrived."""
    place, upload_id = _asked(client_id)
    sending_recordings.abort(place, upload_id, wiring.stores().large_uploads)
    return Response(HTTPStatus.NO_CONTENT)


@router.post(f"{_HERE}/uploads/drop")
def drop(client_id: str) -> Response[Any]:
    """Drop an unfinished upload from its list."""
    place = _place(client_id)
    sending_recordings.abort(place, field(router, "upload_id"), wiring.stores().large_uploads)
    return see_other(f"/console/clients/{client_id}/upload")


@router.get(f"{_HERE}/arrived")
def arrived(client_id: str) -> Response[Any]:
    """Lead to the session that a recording became, once the gate has seen it."""
    shown = router.current_event.query_string_parameters
    name, is_patient = shown.get("name", ""), "patient" in shown
    client, stores = _own(client_id), wiring.stores()
    place = Place(client.therapist_id, client_id, name)
    session = sending_recordings.session_arrived(place, sessions=stores.sessions, uploads=stores.uploads)
    if session is not None:
        return _to_session(session.ref)
    if is_by_htmx(router) and not is_patient:
        return Response(HTTPStatus.NO_CONTENT)  # nothing has come
    return page(
        "arrived.html",
        frame(router),
        client=client,
        name=name,
        is_patient=is_patient,
        pace_s=SELDOM_S if is_patient else SOON_S,
        patience_s=PATIENCE_S,
    )


def _to_session(ref: SessionRef) -> Response[Any]:
    address = f"/console/clients/{ref.client_id}/sessions/{ref.session_id}"
    if is_by_htmx(router):
        return Response(HTTPStatus.NO_CONTENT, headers={"HX-Redirect": address})
    return see_other(address)


def _ask_gate(place: Place) -> None:
    stores = wiring.stores()
    uploading.permit_going_on(
        place.therapist_id,
        place.client_id,
        place.name,
        clients=stores.clients,
        consents=stores.consents,
        declarations=stores.declarations,
        clock=wiring.clock(),
    )


def _own(client_id: str) -> Client:
    return own_client(person(router).therapist_id, client_id, wiring.stores().clients)


def _place(client_id: str) -> Place:
    return Place(_own(client_id).therapist_id, client_id, field(router, "name"))


def _asked(client_id: str) -> tuple[Place, str]:
    asked = router.current_event.query_string_parameters
    return Place(_own(client_id).therapist_id, client_id, asked.get("name", "")), asked.get("upload_id", "")


def _json(content: dict[str, Any], status: int = HTTPStatus.OK) -> Response[Any]:
    return Response(status, content_types.APPLICATION_JSON, json.dumps(content))


def _xml(content: Element) -> Response[Any]:
    return Response(HTTPStatus.OK, "application/xml", tostring(content, encoding="unicode"))
