"""Leaves notices for therapists in the ledger: what happened and where, never content."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.adapters.dynamo.table import Change, Row, Table, client_key, session_key
from shared.domain.identity import SessionRef
from shared.domain.notice import NoticeKind
from shared.errors import ConflictError


class DynamoNotices:
    """Notices in the client's partition, listed by therapist."""

    def __init__(self, table: Table) -> None:
        """Keep notices in this table."""
        self._table = table

    def tell(self, therapist_id: str, kind: NoticeKind, session: SessionRef, at: datetime) -> None:
        """Leave a notice of a session that is there; leaving it twice changes nothing.

        Of a session that was forgotten there is nothing to tell any more, and a row written after its client
        was forgotten would stay for good.

        Raises:
            ConflictError: when others wrote at the same moment twice; it can be told again.
        """
        key = client_key(session.client_id, f"NOTICE#{session.session_id}#{kind}")
        row = {
            **key,
            "therapist_id": therapist_id,
            "listed": f"NOTICE#{at.isoformat()}",
            "kind": kind.value,
            "client_id": session.client_id,
            "session_id": session.session_id,
            "at": at.isoformat(),
        }
        told_of = session_key(session)
        is_there = Change(key=told_of, when="attribute_exists(#pk)")
        try:
            self._table.transact("notice", puts=[row], checks=[is_there])
        except ConflictError:  # told before, or gone, or another writer of the session's row at the same moment
            if self._table.get(told_of) and not self._table.get(key):
                self._table.transact("notice", puts=[row], checks=[is_there])

    def of_therapist(self, therapist_id: str) -> Sequence[Mapping[str, str]]:
        """Give the notices of one therapist, newest first."""
        return [_notice(row) for row in self._table.listed(therapist_id, "NOTICE#")]


def _notice(row: Row) -> Mapping[str, str]:
    return {name: row[name] for name in ("kind", "client_id", "session_id", "at")}
