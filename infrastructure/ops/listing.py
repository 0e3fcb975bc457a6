"""Lists clients by what may be said of them at an operator's desk: ids, dates, states and counts.

Who they are lies sealed under their own keys and is not opened here: a name leads to an id by its
therapist's console, as docs/runbook.md says under Erasure on request.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import typer

from infrastructure.cli.standing import Standing
from shared.domain.consent import Consent

_SEEN = ("pk", "sk", "therapist_id", "has_stopped", "mail_blocked")  # nothing that is sealed is even read
_CLIENT = "CLIENT#"


def list_clients(standing: Standing, therapist_id: str) -> None:
    """Print one line a client, of one therapist where one is named."""
    counts: dict[str, Counter[str]] = {}
    clients: dict[str, Mapping[str, Any]] = {}
    for row in _rows(standing):
        client_id = row["pk"]["S"].removeprefix(_CLIENT)
        counts.setdefault(client_id, Counter())[row["sk"]["S"].partition("#")[0]] += 1
        if row["sk"]["S"] == "CLIENT" and therapist_id in {"", row["therapist_id"]["S"]}:
            clients[client_id] = row
    consents = standing.stores.consents.of_clients(sorted(clients))
    for client_id, row in sorted(clients.items(), key=lambda each: (each[1]["therapist_id"]["S"], each[0])):
        held = f"sessions: {counts[client_id]['SESSION']}, notes: {counts[client_id]['PROMPT']}"
        about = f"client {client_id} of therapist {row['therapist_id']['S']}"
        typer.echo(f"  {about}: {_stands(consents[client_id])}; {held}{_of_mail(row)}")
    typer.echo(f"Clients: {len(clients)}. Who was erased is not among them: doorknob ops erase shows the certificate.")


def _rows(standing: Standing) -> Iterator[Mapping[str, Any]]:
    pages = (
        standing.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=standing.outputs["LedgerTableName"],
            ProjectionExpression=", ".join(_SEEN),
            FilterExpression="begins_with(pk, :client)",
            ExpressionAttributeValues={":client": {"S": _CLIENT}},
            ConsistentRead=True,
        )
    )
    return (row for page in pages for row in page["Items"])


def _stands(consent: Consent) -> str:
    if consent.withdrawn_at is not None:
        return f"withdrew on {consent.withdrawn_at:%Y-%m-%d}"
    if not consent.grants:
        return "has agreed to nothing"
    return f"agreed on {min(grant.given_at for grant in consent.grants.values()):%Y-%m-%d}"


def _of_mail(row: Mapping[str, Any]) -> str:
    if row.get("has_stopped", {}).get("BOOL"):
        return "; stopped mail"
    blocked = row.get("mail_blocked", {}).get("S", "")
    return f"; mail is {blocked}" if blocked else ""
