"""What an operator does when a client leaves or asks: erase with a certificate, export, replay after a restore."""

import time
from pathlib import Path

import typer

from infrastructure.cli.failures import CommandError
from infrastructure.cli.standing import Where, open_stores
from shared.domain.erasure import Erasure
from shared.domain.trail import Act, Entry
from shared.errors import MissingError
from shared.runtime import wiring
from shared.runtime.wiring import Stores
from shared.services.end_consent import end_consent
from shared.services.export_client import export_client
from shared.services.replay_erasures import replay_erasures

_PATIENCE_S, _LOOK_S = 300.0, 0.5


def erase(client_id: str, where: Where) -> None:
    """End a client's consent, wait until everything is gone, look again, and print the certificate.

    Raises:
        CommandError: when there is no such client, or the forgetting has not ended in five minutes.
    """
    stores = open_stores(where)
    before = len(stores.erasures.of_client(client_id))
    try:
        stores.clients.get(client_id)
    except MissingError:
        if not before:
            message = f"there is no client {client_id}; doorknob knows clients by the ids the console shows"
            raise CommandError(message) from None
        typer.echo(_certificate(stores, stores.erasures.of_client(client_id)[-1]))
        return
    end_consent(client_id, "everything", consents=stores.consents, outbox=wiring.outbox(), clock=wiring.clock())
    _note(stores, client_id, Act.ERASED, "erase")
    until = time.monotonic() + _PATIENCE_S
    while len(stores.erasures.of_client(client_id)) == before:
        if time.monotonic() > until:
            message = f"{client_id} has withdrawn, and is not forgotten yet: look at the forget queue, then ask again"
            raise CommandError(message)
        time.sleep(_LOOK_S)
    typer.echo(_certificate(stores, stores.erasures.of_client(client_id)[-1]))


def export(client_id: str, into: Path, where: Where) -> None:
    """Write everything held about a client into a folder, and name what was written."""
    stores = open_stores(where)
    try:
        written = export_client(
            client_id,
            into,
            clients=stores.clients,
            consents=stores.consents,
            ledger=stores.ledger,
            vault=stores.vault,
            trail=stores.trail,
            today=lambda: wiring.clock().now().date().isoformat(),
        )
    except MissingError:
        message = f"there is no client {client_id}; doorknob knows clients by the ids the console shows"
        raise CommandError(message) from None
    _note(stores, client_id, Act.EXPORTED, "export")
    typer.echo(f"{len(written)} files about {client_id} in {into}; keep them as you would keep the record itself")


def replay(where: Where, table: str) -> None:
    """Erase again whoever was erased since a backup, and let the restored ledger serve."""
    stores = open_stores(where, ledger=table)
    outcome = replay_erasures(
        erasures=stores.erasures,
        consents=stores.consents,
        ledger=stores.ledger,
        vault=stores.vault,
        keys=stores.keys,
    )
    typer.echo(f"{int(outcome.figures['erased_again'])} clients erased again; the ledger may serve")


def _certificate(stores: Stores, erasure: Erasure) -> str:
    rows = [str(row["sk"]) for row in stores.ledger.rows(erasure.client_id) if row["sk"] != "CONSENT"]
    left = [*rows, *stores.vault.paths(erasure.client_id)]
    lines = {"client": erasure.client_id, "erased": erasure.at.isoformat(), "extent": erasure.extent}
    lines |= {f"gone, {store}": str(count) for store, count in erasure.gone.items()}
    lines |= {
        "left": ", ".join(left) or "nothing",
        "stays": "the proof of the withdrawal and the audit trail, identifiers only",
    }
    return "\n".join(f"{name:<18}{value}" for name, value in lines.items())


def _note(stores: Stores, client_id: str, act: Act, what: str) -> None:
    now = wiring.clock().now()
    stores.trail.write(Entry(now, "operator", act, f"cli.{what}", "done", now.isoformat(), client_id=client_id))
