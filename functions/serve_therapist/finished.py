"""Fetches a session that was read to its end, for the routes and the pages that show what was made of it."""

from shared.domain.identity import SessionRef
from shared.runtime import wiring
from shared.services.serve_therapist import progress
from shared.services.serve_therapist.progress import Finished


def finished_of(therapist_id: str, ref: SessionRef) -> Finished:
    """Give everything made from a session; MissingError when this therapist has none such, or it is not ready."""
    stores = wiring.stores()
    return progress.show_finished(
        therapist_id,
        ref,
        clients=stores.clients,
        sessions=stores.sessions,
        prompts=stores.prompts,
        threads=stores.threads,
        replies=stores.replies,
        vault=stores.vault,
    )
