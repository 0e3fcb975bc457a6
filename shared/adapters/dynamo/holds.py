"""Short leases on a client, which a withdrawal waits for: nothing is written after it is confirmed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from shared.adapters.dynamo.consents import consent_stands, refuse_unless_passing
from shared.adapters.dynamo.table import Table, client_key
from shared.errors import ConflictError
from shared.ports import Clock

HOLD = timedelta(seconds=120)  # longer than any one write can take with the clients' time limits


class DynamoHolds:
    """Holds in the client's own partition of the ledger."""

    def __init__(self, table: Table, clock: Clock) -> None:
        """Keep holds in this table, by this clock."""
        self._table = table
        self._clock = clock

    @contextmanager
    def hold(self, client_id: str, epoch: int) -> Iterator[None]:
        """Hold the client while writing.

        The hold and the check of consent are one transaction, so a withdrawal either comes first
        and refuses the hold, or comes second and waits for it.

        Raises:
            NotPermittedError: when consent is not in force under this epoch.
        """
        until = self._clock.now() + HOLD
        row = {**client_key(client_id, f"HOLD#{uuid4().hex}"), "until": until.isoformat()}
        try:
            self._table.transact("hold", puts=[row], checks=[consent_stands(client_id, epoch)])
        except ConflictError:
            refuse_unless_passing(self._table, client_id, epoch)
            raise
        try:
            yield
        finally:
            self._table.delete({"pk": row["pk"], "sk": row["sk"]})

    def is_held(self, client_id: str, at: datetime) -> bool:
        """Tell whether a writer may still be at work; a hold whose time is up held by nobody."""
        rows = self._table.below(client_id, "HOLD#")
        return any(row["until"] > at.isoformat() for row in rows)
