"""Breaks the stack of `doorknob up` on purpose, as it would break by itself, so that the runbook can be practised.

Only here: it takes a table away for a while, and invents a client whom only this machine knows.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import typer

from infrastructure.cli.failures import CommandError
from infrastructure.cli.standing import Standing
from infrastructure.cli.therapist import Therapist
from infrastructure.cli.waiting import came_in_time
from infrastructure.ops.asking import Go, is_agreed
from infrastructure.ops.queues import Queues
from infrastructure.root import DEMO_RECORDING
from shared.runtime import wiring
from shared.services.end_consent import end_consent

_THERAPIST = "practice@practice.example"  # an account of its own: another password for Dana would lock her out
_CLIENT, _ADDRESS = "Robin", "robin.practice@example.com"
_DIES_IN_S, _LOOK_S = 300.0, 0.5  # five tries, on a busy machine


class Fault(StrEnum):
    """What can be broken."""

    DEAD_LETTER = "dead-letter"
    UNCONFIRMED_MAIL = "unconfirmed-mail"
    OPEN_WITHDRAWAL = "open-withdrawal"


def practise(standing: Standing, fault: Fault, go: Go) -> None:
    """Break one thing, after saying what, and leave it to the person to find and to mend."""
    plan, break_it = _FAULTS[fault]
    if is_agreed([plan], go):
        break_it(standing)
        typer.echo("It is broken, and what caused it is over. Begin as the runbook does: doorknob ops status")


def _let_an_upload_die(standing: Standing) -> None:
    therapist, client_id = _new_client(standing)
    link = therapist.make_link(client_id, DEMO_RECORDING)
    with _keys_table_gone(standing):
        therapist.upload_to(link, DEMO_RECORDING)
        _wait_for_dead(standing, "accept")


def _let_a_withdrawal_die(standing: Standing) -> None:
    _, client_id = _new_client(standing)
    with _keys_table_gone(standing):
        consents, outbox = standing.stores.consents, wiring.outbox()
        end_consent(client_id, "everything", consents=consents, outbox=outbox, clock=wiring.clock())
        _wait_for_dead(standing, "forget")


def _lose_sight_of_a_mail(standing: Standing) -> None:
    """Leave a note that was sent as a step leaves it that dies when SES has it, with SES's event gone astray.

    Raises:
        CommandError: when there is no note that was sent: none went out yet, or its client was erased.
    """
    dynamodb, ledger = standing.client("dynamodb"), standing.outputs["LedgerTableName"]
    sent = [
        row for row in _rows(dynamodb, ledger) if row["sk"]["S"].startswith("PROMPT#") and row["state"]["S"] == "SENT"
    ]
    if not sent:
        message = "no sent note is here: approve one in the console, or start doorknob up again, without --empty"
        raise CommandError(message)
    key = {name: sent[0][name] for name in ("pk", "sk")}
    now = datetime.now(UTC).isoformat()
    dynamodb.update_item(
        TableName=ledger,
        Key=key,
        UpdateExpression="SET #s = :s, claimed_at = :n, agenda = :a, due = :n",
        ExpressionAttributeNames={"#s": "state"},
        ExpressionAttributeValues={":s": {"S": "UNCONFIRMED"}, ":n": {"S": now}, ":a": {"S": "PROMPT_UNCONFIRMED"}},
    )
    queues = Queues(standing)
    body = json.dumps(_told_by_ses(*(value["S"].partition("#")[2] for value in key.values())))
    standing.client("sqs").send_message(QueueUrl=queues.named("mail-events").dead_url, MessageBody=body)


_FAULTS: dict[Fault, tuple[str, Callable[[Standing], None]]] = {
    Fault.DEAD_LETTER: ("an invented client's recording is uploaded while a table is gone", _let_an_upload_die),
    Fault.UNCONFIRMED_MAIL: (
        "of a note that was sent nobody knows any more that it was",
        _lose_sight_of_a_mail,
    ),
    Fault.OPEN_WITHDRAWAL: ("an invented client withdraws while a table is gone", _let_a_withdrawal_die),
}


def _new_client(standing: Standing) -> tuple[Therapist, str]:
    therapist = Therapist(standing, _THERAPIST)
    client_id = therapist.enrol(_CLIENT, _ADDRESS)
    therapist.record_consent(client_id)
    return therapist, client_id


@contextmanager
def _keys_table_gone(standing: Standing) -> Iterator[None]:
    """Take the table of data keys away for a while."""
    dynamodb, name = standing.client("dynamodb"), standing.outputs["KeysTableName"]
    rows, described = _rows(dynamodb, name), dynamodb.describe_table(TableName=name)["Table"]
    dynamodb.delete_table(TableName=name)
    try:
        yield
    finally:
        shape = {each: described[each] for each in ("KeySchema", "AttributeDefinitions")}
        dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **shape)
        for row in rows:
            dynamodb.put_item(TableName=name, Item=row)


def _wait_for_dead(standing: Standing, name: str) -> None:
    queues = Queues(standing)
    queue = queues.named(name)
    if not came_in_time(lambda: queues.depth(queue).dead > 0, limit_s=_DIES_IN_S, look_s=_LOOK_S):
        message = f"nothing died on {name} in {_DIES_IN_S:.0f} s: the machine is busy; try again"
        raise CommandError(message)


def _rows(dynamodb: Any, table: str) -> list[dict[str, Any]]:  # noqa: ANN401  (boto3 makes its clients at run time)
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    return [row for page in pages for row in page["Items"]]


def _told_by_ses(client_id: str, prompt_id: str) -> dict[str, Any]:
    tags = {"client_id": [client_id], "prompt_id": [prompt_id]}
    return {"eventType": "Send", "mail": {"messageId": "practice", "tags": tags}}
