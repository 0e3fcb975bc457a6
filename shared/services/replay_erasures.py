"""After a restore: whoever was erased since the backup is erased again, before anything is served."""

from typing import Protocol

from shared.domain.erasure import Erasure
from shared.ports import Consents, Erasures, Ledger
from shared.services.outcome import Outcome


class DropsObjects(Protocol):
    """What of the vault an erasure needs; a drill puts nothing behind it."""

    def drop(self, client_id: str, prefix: str) -> int:
        """Remove all versions below a prefix and tell how many went."""
        ...


class DestroysKeys(Protocol):
    """What of the keys an erasure needs; a drill puts nothing behind it."""

    def destroy(self, client_id: str) -> None:
        """Make everything sealed under a client's key unreadable for good."""
        ...


def replay_erasures(
    *, erasures: Erasures, consents: Consents, ledger: Ledger, vault: DropsObjects, keys: DestroysKeys
) -> Outcome:
    """Apply every erasure that the restored rows have not been through, and then let the flow serve.

    A client whose restored consent stands under the erasure's epoch or a later one has been through
    it, and may have agreed again since: nothing of that client is touched.
    """
    again = [each for each in erasures.every() if consents.get(each.client_id).epoch < each.epoch]
    for erasure in again:
        _apply(erasure, consents=consents, ledger=ledger, vault=vault, keys=keys)
    erasures.mark_applied()
    return Outcome("replayed", {"erased_again": len(again)})


def _apply(erasure: Erasure, *, consents: Consents, ledger: Ledger, vault: DropsObjects, keys: DestroysKeys) -> None:
    everything = erasure.extent == "everything"
    consents.withdraw_again(erasure.client_id, erasure.epoch, erasure.at)
    vault.drop(erasure.client_id, "")
    ledger.forget(erasure.client_id, keep_profile=not everything)
    if everything:
        keys.destroy(erasure.client_id)
