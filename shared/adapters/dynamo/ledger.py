"""Removes every row about a client, on the day the client is to be forgotten."""

from collections.abc import Sequence

from shared.adapters.dynamo.table import Row, Table

_STAYS = frozenset({"CONSENT"})  # no content: the proof that consent was withdrawn, and when
_PROFILE = frozenset({"CLIENT"})


class DynamoLedger:
    """The rows of one client's partition."""

    def __init__(self, table: Table) -> None:
        """Remove rows from this table."""
        self._table = table

    def rows(self, client_id: str) -> Sequence[Row]:
        """Read every row about a client, without what is sealed in it."""
        rows = self._table.below(client_id)
        return [{name: value for name, value in row.items() if not name.endswith("_sealed")} for row in rows]

    def erasable(self, client_id: str) -> Sequence[Row]:
        """Read every row about a client that an erasure removes."""
        return [row for row in self.rows(client_id) if row["sk"] not in _STAYS]

    def forget(self, client_id: str, *, keep_profile: bool) -> int:
        """Remove the client's rows, also those that came while others went, and tell how many went."""
        kept = _STAYS | (_PROFILE if keep_profile else frozenset())
        gone = 0
        while rows := [row for row in self._table.below(client_id) if row["sk"] not in kept]:
            for row in rows:
                self._table.delete(_key_of(row))
            gone += len(rows)
        return gone


def _key_of(row: Row) -> Row:
    return {"pk": row["pk"], "sk": row["sk"]}
