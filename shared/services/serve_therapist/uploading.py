"""A link to upload one recording with, given only where the gate would let the recording in."""

from collections.abc import Mapping

from shared.domain.consent import SENTENCES, Purpose
from shared.domain.sound.off_record import Spans
from shared.errors import NotPermittedError
from shared.ports import Clients, Clock, Consents, Uploads
from shared.services.serve_therapist.ownership import own_client


def upload_link(
    therapist_id: str,
    client_id: str,
    name: str,
    off_record: Spans = (),
    *,
    clients: Clients,
    consents: Consents,
    uploads: Uploads,
    clock: Clock,
) -> Mapping[str, object]:
    """Make an upload form for one recording of one client, with what of it is off the record signed in.

    Raises:
        MissingError: when this therapist has no such client.
        NotPermittedError: when the client has not agreed to recording and reading.
    """
    own_client(therapist_id, client_id, clients)
    refusal = consents.get(client_id).refuses_any((Purpose.RECORD, Purpose.READ), clock.now())
    if refusal is not None:
        raise NotPermittedError(SENTENCES[refusal])
    return uploads.link(therapist_id, client_id, name, off_record)
