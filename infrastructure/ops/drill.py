"""Restores the ledger beside itself, sends the copy through every erasure, looks at it, and removes it again.

Only the copy is written, so the drill may run while everything serves. A real restore is in
`docs/runbook.md`, under Drills.
"""

import time

import typer

from infrastructure.cli.failures import CommandError
from infrastructure.cli.standing import Standing
from infrastructure.ops.asking import Go, is_agreed
from infrastructure.ops.noting import note
from shared.adapters.dynamo.consents import DynamoConsents
from shared.adapters.dynamo.erasures import DynamoErasures
from shared.adapters.dynamo.ledger import DynamoLedger
from shared.adapters.dynamo.table import Table, client_key
from shared.services.replay_erasures import replay_erasures

_SUFFIX = "-drill"


class _Untouched:
    """Stands where the vault and the keys would be: a drill removes nothing that is real."""

    def drop(self, client_id: str, prefix: str) -> int:
        """Leave it, whatever the client and the place."""
        del client_id, prefix
        return 0

    def destroy(self, client_id: str) -> None:
        """Leave it."""
        del client_id


def restore_drill(standing: Standing, go: Go, *, keep: bool = False) -> None:
    """Prove that a backup can be restored, and that nobody who was erased is in it when it serves.

    Raises:
        CommandError: when somebody who was erased is still in the restored ledger, or it would not serve.
    """
    ledger = standing.outputs["LedgerTableName"]
    copy = f"{ledger}{_SUFFIX}"
    plan = [
        f"restore {ledger} at its latest restorable time into {copy}; an earlier drill's copy goes first",
        f"put one erased client's row back into {copy}, as an older backup would hold it",
        f"send {copy} through every erasure, look for erased clients in it, and {'keep' if keep else 'remove'} it",
        "the ledger itself, the vault and the keys are not touched; a restore takes minutes, and costs by the gigabyte",
    ]
    if not is_agreed(plan, go):
        return
    began = time.monotonic()
    _remove(standing, copy)
    _restore(standing, ledger, copy)
    typer.echo(f"  restored in {time.monotonic() - began:.0f} s")
    found = _replayed(standing, copy)
    if not keep:
        _remove(standing, copy)
    note(standing.stores, "ops.restore-drill", found)
    typer.echo(f"The drill is passed: {found}.")


def _restore(standing: Standing, ledger: str, copy: str) -> None:
    dynamodb = standing.client("dynamodb")
    dynamodb.restore_table_to_point_in_time(SourceTableName=ledger, TargetTableName=copy, UseLatestRestorableTime=True)
    dynamodb.get_waiter("table_exists").wait(TableName=copy, WaiterConfig={"Delay": 15, "MaxAttempts": 240})


def _replayed(standing: Standing, copy: str) -> str:
    restored = standing.table(copy)
    ledger = DynamoLedger(restored)
    erasures = DynamoErasures(standing.table(standing.outputs["ErasuresTableName"]), restored)
    fit_before = erasures.are_applied()
    gone = [erasure.client_id for erasure in erasures.every() if erasure.extent == "everything"]
    for client_id in gone[-1:]:
        _put_back(restored, client_id)
    outcome = replay_erasures(
        erasures=erasures, consents=DynamoConsents(restored), ledger=ledger, vault=_Untouched(), keys=_Untouched()
    )
    back = [client_id for client_id in gone if ledger.erasable(client_id)]
    if back or not erasures.are_applied():
        message = f"{copy}, which is kept, holds clients who were erased ({len(back)}): do not let it serve"
        raise CommandError(message)
    again, rows = int(outcome.figures["erased_again"]), len(restored.every())
    held = "would have served at once" if fit_before else "was held back until the erasures were replayed"
    proof = f"of {len(gone)} ever erased {again} came back and went again" if gone else "nobody was ever erased"
    return f"{rows} rows restored; {proof}; the copy {held}"


def _put_back(restored: Table, client_id: str) -> None:
    """Let the copy hold a client who was erased since, or the drill would prove nothing on the day after an erasure."""
    restored.delete(client_key(client_id, "CONSENT"))
    restored.put(client_key(client_id, "DRILL"))


def _remove(standing: Standing, copy: str) -> None:
    if not copy.endswith(_SUFFIX):  # nothing else may ever be removed here
        message = f"{copy} is no drill's table"
        raise CommandError(message)
    dynamodb = standing.client("dynamodb")
    try:
        dynamodb.delete_table(TableName=copy)
    except dynamodb.exceptions.ResourceNotFoundException:
        return
    dynamodb.get_waiter("table_not_exists").wait(TableName=copy)
