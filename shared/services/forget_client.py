"""Removes a client's things from every store, once nobody can still be writing them."""

from shared.domain.erasure import Erasure
from shared.errors import MissingError, StillHeldError
from shared.messages import ForgetClient
from shared.ports import Clients, Clock, Consents, Erasures, Holds, Keys, Ledger, Uploads, Vault
from shared.services.outcome import Outcome, skipped


def forget_client(
    message: ForgetClient,
    *,
    clients: Clients,
    consents: Consents,
    holds: Holds,
    uploads: Uploads,
    vault: Vault,
    ledger: Ledger,
    keys: Keys,
    erasures: Erasures,
    clock: Clock,
) -> Outcome:
    """Remove a client's sessions, or everything, and confirm it last.

    Withdrawing has already made every new write impossible, so this only waits for those that
    began before it. It may be repeated from any point; the confirmation comes when nothing is left.

    Raises:
        StillHeldError: while a writer may still be at work.
    """
    client_id = message.client_id
    consent = consents.get(client_id)
    if consent.withdrawn_at is None:
        return skipped("not withdrawn")
    if holds.is_held(client_id, clock.now()):
        held = f"client {client_id} is still held by a writer"
        raise StillHeldError(held)
    gone = {"recordings": _drop_uploads(client_id, clients, uploads), "vault": vault.drop(client_id, "")}
    gone["rows"] = ledger.forget(client_id, keep_profile=message.extent == "sessions")
    if message.extent == "everything":
        keys.destroy(client_id)
        gone["keys"] = 1
    erasures.record(Erasure(client_id, consent.epoch, message.extent, clock.now(), gone))
    consents.confirm_withdrawn(client_id, clock.now())
    return Outcome("forgotten", {"removed": sum(gone.values())})


def _drop_uploads(client_id: str, clients: Clients, uploads: Uploads) -> int:
    try:
        therapist_id = clients.get(client_id).therapist_id
    except MissingError:
        return 0  # an earlier try went further; the uploads went before the row did
    return uploads.drop(therapist_id, client_id)
