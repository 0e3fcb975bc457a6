"""Keeps what happened to threads in the ledger: one row an event, never changed; a reading taken back goes."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from shared.adapters.dynamo.consents import consent_stands, refuse_unless_passing
from shared.adapters.dynamo.table import Row, Table, client_key, from_row, to_row
from shared.domain.identity import SessionRef
from shared.domain.kept_thread import KeptThread, ThreadEvent, kept_threads
from shared.errors import ConflictError

_KIND = TypeAdapter(ThreadEvent)


class DynamoThreads:
    """Thread events in the client's partition of the ledger."""

    def __init__(self, table: Table) -> None:
        """Keep events in this table."""
        self._table = table

    def add(self, event: ThreadEvent, epoch: int) -> None:
        """Record that something happened; recording it twice changes nothing.

        The row and the check of consent are one transaction, so nothing is written after a withdrawal.

        Raises:
            NotPermittedError: when consent is not in force under this epoch.
        """
        key = _key(event)
        try:
            row = {**key, **to_row(_KIND, event)}
            self._table.transact("keep a thread", puts=[row], checks=[consent_stands(event.ref.client_id, epoch)])
        except ConflictError:
            if self._table.get(key) is not None:
                return
            refuse_unless_passing(self._table, event.ref.client_id, epoch)
            raise

    def withdraw_reading(self, session: SessionRef) -> None:
        """Remove the events that a session's reading brought; a tap belongs to no session and stays."""
        for row in self._table.below(session.client_id, "THREAD#"):
            event = from_row(_KIND, row)
            if event.session == session:
                self._table.delete(_key(event))

    def of_client(self, client_id: str) -> Sequence[KeptThread]:
        """Every thread of one client, the one that changed last first."""
        return kept_threads(from_row(_KIND, row) for row in self._table.below(client_id, "THREAD#"))


def _key(event: ThreadEvent) -> Row:
    return client_key(event.ref.client_id, f"THREAD#{event.ref.thread_id}#{event.at.isoformat()}#{event.kind.value}")
