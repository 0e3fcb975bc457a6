"""Keeps each client's consent in the ledger, and the condition that every fenced write rests on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import TypeAdapter

from shared.adapters.dynamo.table import Change, Row, Table, client_key, from_row
from shared.domain.consent import Consent, Grant, Purpose
from shared.errors import NotPermittedError

_GRANTS = TypeAdapter(dict[Purpose, Grant])
_KIND = TypeAdapter(Consent)
_AGENDA = "FORGET"


def consent_stands(client_id: str, epoch: int) -> Change:
    """Give the check that consent has not been withdrawn since something began under this epoch."""
    return Change(
        key=client_key(client_id, "CONSENT"),
        when="#epoch = :epoch AND attribute_not_exists(#withdrawn_at)",
        given={"epoch": epoch},
    )


def refuse_unless_passing(table: Table, client_id: str, epoch: int) -> None:
    """Tell why a transaction that rests on consent was cancelled.

    Raises:
        NotPermittedError: when consent is gone, for good; two writers at once raise nothing here.
    """
    row = table.get(client_key(client_id, "CONSENT")) or {}
    if row.get("epoch") != epoch or "withdrawn_at" in row:
        message = "consent is not in force for what began under an earlier epoch"
        raise NotPermittedError(message) from None


class DynamoConsents:
    """Consents in the ledger's table."""

    def __init__(self, table: Table) -> None:
        """Keep consents in this table."""
        self._table = table

    def get(self, client_id: str) -> Consent:
        """Give the consent as it stands; one without grants when nothing is on record."""
        row = self._table.get(client_key(client_id, "CONSENT"))
        return from_row(_KIND, {"client_id": client_id, **(row or {})})

    def of_clients(self, client_ids: Sequence[str]) -> Mapping[str, Consent]:
        """Give the consents of several clients, read in one call."""
        rows = self._table.get_many([client_key(client_id, "CONSENT") for client_id in client_ids])
        found = {_client_of(row): row for row in rows}
        return {name: from_row(_KIND, {"client_id": name, **found.get(name, {})}) for name in client_ids}

    def grant(self, client_id: str, grants: Mapping[Purpose, Grant]) -> None:
        """Record choices; a withdrawal still being carried out must end first (ConflictError)."""
        change = Change(
            key=client_key(client_id, "CONSENT"),
            put={"grants": _GRANTS.dump_python(dict(grants), mode="json")},
            add={"epoch": 0, "revision": 1},
            remove=("withdrawn_at", "confirmed_at"),
            when="attribute_not_exists(#withdrawn_at) OR attribute_exists(#confirmed_at)",
        )
        self._table.update(change)

    def withdraw(self, client_id: str, at: datetime, *, extent: str) -> None:
        """End every choice at once and put the forgetting on the agenda, in one write."""
        moment = at.isoformat()
        change = Change(
            key=client_key(client_id, "CONSENT"),
            put={"withdrawn_at": moment, "extent": extent, "grants": {}, "agenda": _AGENDA, "due": moment},
            add={"epoch": 1, "revision": 1},
            remove=("confirmed_at",),
        )
        self._table.update(change)

    def withdraw_again(self, client_id: str, epoch: int, at: datetime) -> None:
        """Put a withdrawal back that a restored row has lost, confirmed as it was."""
        moment = at.isoformat()
        change = Change(
            key=client_key(client_id, "CONSENT"),
            put={"withdrawn_at": moment, "confirmed_at": moment, "grants": {}, "epoch": epoch},
            add={"revision": 1},
            remove=("agenda", "due"),
        )
        self._table.update(change)

    def confirm_withdrawn(self, client_id: str, at: datetime) -> None:
        """Record that everything is gone, and take it off the agenda."""
        change = Change(
            key=client_key(client_id, "CONSENT"),
            put={"confirmed_at": at.isoformat()},
            remove=("agenda", "due"),
        )
        self._table.update(change)

    def unconfirmed(self, at: datetime) -> Sequence[tuple[str, str]]:
        """Clients, with the extent, whose withdrawal is still being carried out."""
        return [_client_and_extent(row) for row in self._table.agenda(_AGENDA, at.isoformat())]


def _client_and_extent(row: Row) -> tuple[str, str]:
    return _client_of(row), row["extent"]


def _client_of(row: Row) -> str:
    name: str = row["pk"].removeprefix("CLIENT#")
    return name
