"""Keeps clients in the ledger; who they are is sealed under their own key."""

from collections.abc import Sequence
from dataclasses import fields, replace

from pydantic import TypeAdapter

from shared.adapters.dynamo.table import Change, Row, Table, client_key, from_row, to_row
from shared.adapters.sealing import Seal
from shared.domain.client import Client, Profile
from shared.domain.words import OPEN, Words
from shared.errors import MissingError

_KIND = TypeAdapter(Client)
_PROFILE = TypeAdapter(Profile)
_SEALED = "profile_sealed"
_NAMES = frozenset(field.name for field in fields(Client)) - {"profile"}
_STOPPED = "STOPPED"  # how rows told a client's stop before it had a field of its own
_NOBODY = Profile(Words(""), Words(""), Words(""))


class DynamoClients:
    """Clients in the ledger's table."""

    def __init__(self, table: Table, seal: Seal) -> None:
        """Keep clients in this table, their profiles under this seal."""
        self._table = table
        self._seal = seal

    def add(self, client: Client) -> None:
        """Enrol a client; ConflictError when the id is taken."""
        self._table.put_new(self._row_of(client))

    def get(self, client_id: str) -> Client:
        """Find one client.

        Raises:
            MissingError: when there is none.
        """
        row = self._table.get(client_key(client_id, "CLIENT"))
        if row is None:
            message = f"no client {client_id}"
            raise MissingError(message)
        return self._client_of(row)

    def of_therapist(self, therapist_id: str) -> Sequence[Client]:
        """Every client of one therapist."""
        return [self._client_of(row) for row in self._table.listed(therapist_id, "CLIENT#")]

    def change(self, client: Client) -> None:
        """Store a client anew; ConflictError when it has changed since it was read."""
        row = self._row_of(replace(client, revision=client.revision + 1))
        put = {name: value for name, value in row.items() if name not in {"pk", "sk"}}
        change = Change(
            key=client_key(client.client_id, "CLIENT"),
            put=put,
            remove=tuple(sorted(_NAMES - put.keys())),  # what is nothing now
            when="#revision = :was_revision",
            given={"was_revision": client.revision},
        )
        self._table.update(change)

    def _row_of(self, client: Client) -> Row:
        row = to_row(_KIND, client)
        del row["profile"]
        sealed = self._seal.close(client.client_id, _SEALED, _PROFILE.dump_json(client.profile, context=OPEN))
        listed = {"listed": f"CLIENT#{client.client_id}"}
        return {**client_key(client.client_id, "CLIENT"), **row, **listed, _SEALED: sealed}

    def _client_of(self, row: Row) -> Client:
        opened = self._seal.open(row["client_id"], _SEALED, bytes(row[_SEALED]))
        stop = {"mail_blocked": "", "has_stopped": True} if row.get("mail_blocked") == _STOPPED else {}
        bare = from_row(_KIND, {**row, **stop, "profile": _NOBODY})
        return replace(bare, profile=_PROFILE.validate_json(opened))
