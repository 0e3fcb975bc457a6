"""Erases a client after showing how much there is, in counts; the certificate is printed at the end."""

from infrastructure.cli.leaving import erase
from infrastructure.cli.standing import Standing
from infrastructure.ops.asking import Go, is_agreed


def erase_client(standing: Standing, client_id: str, go: Go) -> None:
    """Erase a client for good; a client who is gone already is shown by the certificate."""
    stores = standing.stores
    rows = stores.ledger.erasable(client_id)
    held = f"rows: {len(rows)}, sealed objects: {len(stores.vault.paths(client_id))}, the data key and every recording"
    plan = [f"of client {client_id} goes for good, also from backups: {held}"]
    if not rows or is_agreed(plan, go):
        erase(client_id, stores)
