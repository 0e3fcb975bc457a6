"""Removes every row about a client, on the day the client is to be forgotten."""

from shared.adapters.dynamo.table import Row, Table

_STAYS = frozenset({"CONSENT"})  # no content: the proof that consent was withdrawn, and when
_PROFILE = frozenset({"CLIENT", "DATAKEY"})


class DynamoLedger:
    """The rows of one client's partition."""

    def __init__(self, table: Table) -> None:
        """Remove rows from this table."""
        self._table = table

    def forget(self, client_id: str, *, keep_profile: bool) -> int:
        """Remove the client's rows and tell how many went."""
        kept = _STAYS | (_PROFILE if keep_profile else frozenset())
        rows = [row for row in self._table.below(client_id) if row["sk"] not in kept]
        for row in rows:
            self._table.delete(_key_of(row))
        return len(rows)


def _key_of(row: Row) -> Row:
    return {"pk": row["pk"], "sk": row["sk"]}
