"""The form to send one file with, straight to S3: for the API's clients, and for a page without a script."""

from collections.abc import Mapping

from shared.domain.declaration import Declaration
from shared.domain.sound.off_record import Spans
from shared.runtime import wiring
from shared.services.serve_therapist.uploading import upload_link


def form_to_send(
    therapist_id: str, client_id: str, name: str, declaration: Declaration, off_record: Spans
) -> Mapping[str, object]:
    """Make the form.

    Raises:
        MissingError: when this therapist has no such client.
        NotPermittedError: when the gate would not let the recording in.
    """
    stores = wiring.stores()
    return upload_link(
        therapist_id,
        client_id,
        name,
        declaration,
        off_record,
        clients=stores.clients,
        consents=stores.consents,
        declarations=stores.declarations,
        uploads=stores.uploads,
        clock=wiring.clock(),
    )
