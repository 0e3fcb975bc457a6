"""A link to upload one recording with, given only where the gate would let the recording in."""

from collections.abc import Mapping

from shared.domain.consent import SENTENCES
from shared.domain.declaration import Declaration
from shared.domain.gates import Gate, refusal_at
from shared.domain.identity import UPLOADS, Upload, session_upload
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
    refusal = refusal_at(Gate.UPLOAD, client, consent, clock.now(), modality=declaration.modality)
    if refusal is not None:
        raise NotPermittedError(SENTENCES[refusal])
    key = session_upload(Upload(f"{UPLOADS}{therapist_id}/{client_id}/{name}", "")).key
    declarations.add(client_id, key, declaration)
