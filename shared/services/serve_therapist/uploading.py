"""A link to upload one recording with, given only where the gate would let the recording in."""

from collections.abc import Mapping

from shared.domain.client import Client
from shared.domain.consent import SENTENCES, Consent
from shared.domain.declaration import Declaration
from shared.domain.gates import Gate, refusal_at
from shared.domain.identity import UPLOADS, Upload, session_upload
from shared.domain.places import Modality
from shared.domain.sound.off_record import Spans
from shared.errors import NotPermittedError
from shared.ports import Clients, Clock, Consents, Declarations, Uploads
from shared.services.serve_therapist.ownership import own_client


def upload_link(
    therapist_id: str,
    client_id: str,
    name: str,
    declaration: Declaration,
    off_record: Spans = (),
    *,
    clients: Clients,
    consents: Consents,
    declarations: Declarations,
    uploads: Uploads,
    clock: Clock,
) -> Mapping[str, object]:
    """Make an upload form for one recording of one client, with what of it is off the record signed in.

    Raises:
        MissingError: when this therapist has no such client.
        NotPermittedError: when the client has not agreed to recording and reading, or the policy
            of the place says no.
    """
    permit_upload(
        therapist_id,
        client_id,
        name,
        declaration,
        clients=clients,
        consents=consents,
        declarations=declarations,
        clock=clock,
    )
    return uploads.link(therapist_id, client_id, name, off_record)


def permit_upload(
    therapist_id: str,
    client_id: str,
    name: str,
    declaration: Declaration,
    *,
    clients: Clients,
    consents: Consents,
    declarations: Declarations,
    clock: Clock,
) -> None:
    """Ask what the gate will ask, and take down what was said of the recording.

    Raises:
        MissingError: when this therapist has no such client.
        NotPermittedError: when the client has not agreed to recording and reading, or the policy
            of the place says no.
    """
    client, consent = own_client(therapist_id, client_id, clients), consents.get(client_id)
    _ask(client, consent, declaration.modality, clock)
    declarations.add(client_id, _key(therapist_id, client_id, name), consent.epoch, declaration)


def permit_going_on(
    therapist_id: str,
    client_id: str,
    name: str,
    *,
    clients: Clients,
    consents: Consents,
    declarations: Declarations,
    clock: Clock,
) -> None:
    """Ask again while an upload is on its way, for consent may end before the recording has come.

    Raises:
        MissingError: when this therapist has no such client.
        NotPermittedError: when the gate would not let the recording in any more.
    """
    client, consent = own_client(therapist_id, client_id, clients), consents.get(client_id)
    said = declarations.get(client_id, _key(therapist_id, client_id, name))
    _ask(client, consent, said.modality if said else None, clock)


def _ask(client: Client, consent: Consent, modality: Modality | None, clock: Clock) -> None:
    refusal = refusal_at(Gate.UPLOAD, client, consent, clock.now(), modality=modality)
    if refusal is not None:
        raise NotPermittedError(SENTENCES[refusal])


def _key(therapist_id: str, client_id: str, name: str) -> str:
    return session_upload(Upload(f"{UPLOADS}{therapist_id}/{client_id}/{name}", "")).key
