"""What an operator does when a client leaves or asks: erase with a certificate, export, replay after a restore."""

from collections.abc import Sequence
from pathlib import Path

import typer

from infrastructure.cli.failures import CommandError
from infrastructure.cli.standing import Standing, Where, open_stack, open_stores
from infrastructure.cli.waiting import came_in_time
from infrastructure.ops.noting import note
from shared.domain.erasure import Erasure
from shared.domain.trail import Act
from shared.errors import MissingError
from shared.runtime import wiring
from shared.runtime.wiring import Stores
from shared.services.end_consent import end_consent
from shared.services.export_client import export_client
from shared.services.replay_erasures import replay_erasures

_PATIENCE_S, _LOOK_S = 300.0, 0.5


def erase(client_id: str, stores: Stores) -> None:
    """End a client's consent, wait until everything is gone, look again, and print the certificate.

    Raises:
        CommandError: when there is no such client, or the forgetting has not ended in five minutes.
    """
    before = stores.erasures.of_client(client_id)
    try:
        stores.clients.get(client_id)
    except MissingError:
        if not before:
            raise _unknown(client_id) from None
        typer.echo(_certificate(stores, before[-1]))
        return
    end_consent(client_id, "everything", consents=stores.consents, outbox=wiring.outbox(), clock=wiring.clock())
    note(stores, "cli.erase", "done", act=Act.ERASED, client_id=client_id)
    typer.echo(_certificate(stores, _wait_for_another(client_id, stores, before)))


def export(client_id: str, into: Path, where: Where) -> None:
    """Write everything held about a client into a folder, and name what was written."""
    stores = open_stores(where)
    try:
        written = export_client(
            client_id,
            into,
            clients=stores.clients,
            consents=stores.consents,
            declarations=stores.declarations,
            uploads=stores.uploads,
            ledger=stores.ledger,
            vault=stores.vault,
            trail=stores.trail,
            today=lambda: wiring.clock().now().date().isoformat(),
        )
    except MissingError:
        raise _unknown(client_id) from None
    note(stores, "cli.export", "done", act=Act.EXPORTED, client_id=client_id)
    typer.echo(f"files about {client_id} in {into}: {len(written)}; keep them as you would keep the record itself")


def replay(where: Where, table: str) -> None:
    """Erase again whoever was erased since a backup, and let the restored ledger serve.

    Raises:
        CommandError: when there is no such table.
    """
    standing = open_stack(where, ledger=table)
    stores = standing.stores
    if table:
        _refuse_unless_there(standing, table)
    outcome = replay_erasures(
        erasures=stores.erasures,
        consents=stores.consents,
        ledger=stores.ledger,
        vault=stores.vault,
        keys=stores.keys,
    )
    typer.echo(f"clients erased again: {int(outcome.figures['erased_again'])}; the ledger may serve")


def _refuse_unless_there(standing: Standing, table: str) -> None:
    dynamodb = standing.client("dynamodb")
    try:
        dynamodb.describe_table(TableName=table)
    except dynamodb.exceptions.ResourceNotFoundException:
        message = f"there is no table {table} beside the stack's; aws dynamodb list-tables names those that there are"
        raise CommandError(message) from None


def _certificate(stores: Stores, erasure: Erasure) -> str:
    rows = [str(row["sk"]) for row in stores.ledger.erasable(erasure.client_id)]
    recordings = stores.uploads.kept_of(erasure.client_id)
    left = [*rows, *stores.vault.paths(erasure.client_id), *([f"recordings: {recordings}"] if recordings else [])]
    lines = {"client": erasure.client_id, "erased": erasure.at.isoformat(), "extent": erasure.extent}
    lines |= {f"gone, {store}": str(count) for store, count in erasure.gone.items()}
    lines |= {
        "looked at": wiring.clock().now().isoformat(),
        "left": ", ".join(left) or "nothing",
        "stays": "the proof of the withdrawal and the audit trail, identifiers only",
    }
    return "\n".join(f"{name:<18}{value}" for name, value in lines.items())


def _wait_for_another(client_id: str, stores: Stores, before: Sequence[Erasure]) -> Erasure:
    def is_there() -> bool:
        return len(stores.erasures.of_client(client_id)) > len(before)

    if not came_in_time(is_there, limit_s=_PATIENCE_S, look_s=_LOOK_S):
        message = f"{client_id} has withdrawn, and is not forgotten yet: look at the forget queue, then ask again"
        raise CommandError(message)
    return stores.erasures.of_client(client_id)[-1]


def _unknown(client_id: str) -> CommandError:
    return CommandError(f"there is no client {client_id}; doorknob ops clients lists the ids that there are")
