"""Keeps the ledger of erasures in a table without backups, and counts them in both tables at once.

A restored backup of the ledger carries an older count. Until every erasure has been applied to it
again, the two counts differ, and nothing is served.
"""

from collections.abc import Sequence

from pydantic import TypeAdapter

from shared.adapters.dynamo.table import Change, Row, Table, client_key, from_row, to_row
from shared.domain.erasure import Erasure
from shared.errors import ConflictError

_KIND = TypeAdapter(Erasure)
_COUNT: Row = {"pk": "ERASURES", "sk": "COUNT"}


class DynamoErasures:
    """Erasures in their own table, counted beside the ledger's rows as well."""

    def __init__(self, table: Table, ledger: Table) -> None:
        """Record in this table, and count in the ledger's too."""
        self._table = table
        self._ledger = ledger

    def record(self, erasure: Erasure) -> None:
        """Record an erasure and count it in both tables, in one transaction."""
        row = {**_key(erasure), **to_row(_KIND, erasure)}
        counted = Change(key=_COUNT, add={"erasures": 1})
        writes = [*self._table.items(puts=[row], updates=[counted]), *self._ledger.items(updates=[counted])]
        try:
            self._table.commit("record erasure", writes)
        except ConflictError:
            if self._table.get(_key(erasure)) is None:
                raise

    def every(self) -> Sequence[Erasure]:
        """Read every erasure, oldest first."""
        rows = [row for row in self._table.every() if row["sk"].startswith("EPOCH#")]
        return sorted((from_row(_KIND, row) for row in rows), key=lambda erasure: erasure.at)

    def of_client(self, client_id: str) -> Sequence[Erasure]:
        """Read the erasures of one client."""
        return [from_row(_KIND, row) for row in self._table.below(client_id)]

    def are_applied(self) -> bool:
        """Compare the two counts."""
        return self._count(self._ledger) >= self._count(self._table)

    def mark_applied(self) -> None:
        """Bring the ledger's count up to the erasures'."""
        self._ledger.update(Change(key=_COUNT, put={"erasures": self._count(self._table)}))

    @staticmethod
    def _count(table: Table) -> int:
        return int((table.get(_COUNT) or {}).get("erasures", 0))


def _key(erasure: Erasure) -> Row:
    return client_key(erasure.client_id, f"EPOCH#{erasure.epoch:08d}")
