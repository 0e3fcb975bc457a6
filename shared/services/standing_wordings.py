"""What the therapist heard in single lines of a session, as it stands now: for whoever joins or corrects them."""

from collections.abc import Mapping

from shared.domain.session import Session
from shared.ports import Vault
from shared.services import vault_paths
from shared.services.documents import WORDINGS


def standing_wordings(session: Session, vault: Vault) -> Mapping[int, str]:
    """Give the words of every line that was put right, by when it begins in milliseconds."""
    if not session.wordings:
        return {}
    path = vault_paths.wordings(session.ref, session.wordings)
    return WORDINGS.validate_json(vault.get(session.ref.client_id, path))
