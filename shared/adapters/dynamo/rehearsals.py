"""Keeps how the latest rehearsal stands in one row of the ledger."""

from pydantic import TypeAdapter

from shared.adapters.dynamo.table import Row, Table, from_row, to_row
from shared.domain.rehearsal import Rehearsal

_KIND = TypeAdapter(Rehearsal)
_ROW: Row = {"pk": "OPERATIONS", "sk": "REHEARSAL"}


class DynamoRehearsals:
    """The latest rehearsal, in the ledger's table."""

    def __init__(self, table: Table) -> None:
        """Keep it in this table."""
        self._table = table

    def latest(self) -> Rehearsal | None:
        """Give the latest rehearsal, or None before the first."""
        row = self._table.get(_ROW)
        return from_row(_KIND, row) if row else None

    def keep(self, rehearsal: Rehearsal) -> None:
        """Keep how it stands now."""
        self._table.put({**_ROW, **to_row(_KIND, rehearsal)})
