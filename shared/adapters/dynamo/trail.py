"""Keeps the audit trail in a table of its own, to which no function may do anything but add."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from shared.adapters.dynamo.table import Row, Table, from_row, to_row
from shared.domain.trail import KEPT_FOR, Entry
from shared.errors import ConflictError

_KIND = TypeAdapter(Entry)


class DynamoTrail:
    """Entries below the client they are about, or below whoever acted where they are about none."""

    def __init__(self, table: Table) -> None:
        """Add to this table."""
        self._table = table

    def write(self, entry: Entry) -> None:
        """Add an entry; one that is there stays as it is."""
        row = {**_key(entry), **to_row(_KIND, entry), "expires": int((entry.at + KEPT_FOR).timestamp())}
        try:
            self._table.put_new(row)
        except ConflictError:
            return

    def of_client(self, client_id: str) -> Sequence[Entry]:
        """Read what happened about one client; functions have no right to, operators do."""
        entries = [from_row(_KIND, row) for row in self._table.below(client_id)]
        return sorted(entries, key=lambda entry: entry.at)


def _key(entry: Entry) -> Row:
    whose = f"CLIENT#{entry.client_id}" if entry.client_id else f"WHO#{entry.who}"
    return {"pk": whose, "sk": f"{entry.what}#{entry.once}"}
