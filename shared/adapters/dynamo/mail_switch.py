"""Keeps the operator's pause of all mail in one row of the ledger, read before anything is sent."""

from pydantic import TypeAdapter

from shared.adapters.dynamo.table import Row, Table, from_row, to_row
from shared.ports import MailPause

_KIND = TypeAdapter(MailPause)
_ROW: Row = {"pk": "OPERATIONS", "sk": "MAIL_PAUSE"}


class DynamoMailSwitch:
    """The switch, in the ledger's table: there while mail is paused, absent while it flows."""

    def __init__(self, table: Table) -> None:
        """Keep the switch in this table."""
        self._table = table

    def pause(self) -> MailPause | None:
        """Give the pause that an operator made, or None where mail flows."""
        row = self._table.get(_ROW)
        return from_row(_KIND, row) if row else None

    def turn_off(self, pause: MailPause) -> None:
        """Pause all mail; ConflictError when it is paused already."""
        self._table.put_new({**_ROW, **to_row(_KIND, pause)})

    def turn_on(self) -> None:
        """Let mail flow; doing it twice changes nothing."""
        self._table.delete(_ROW)
