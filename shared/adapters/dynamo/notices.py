"""Leaves notices for therapists in the ledger: what happened and where, never content."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.adapters.dynamo.table import Row, Table, client_key
from shared.domain.identity import SessionRef
from shared.domain.notice import NoticeKind
from shared.errors import ConflictError


class DynamoNotices:
    """Notices in the client's partition, listed by therapist."""

    def __init__(self, table: Table) -> None:
        """Keep notices in this table."""
        self._table = table

    def tell(self, therapist_id: str, kind: NoticeKind, session: SessionRef, at: datetime) -> None:
        """Leave a notice; leaving it twice changes nothing."""
        row = {
            **client_key(session.client_id, f"NOTICE#{session.session_id}#{kind}"),
            "therapist_id": therapist_id,
            "listed": f"NOTICE#{at.isoformat()}",
            "kind": kind.value,
            "client_id": session.client_id,
            "session_id": session.session_id,
            "at": at.isoformat(),
        }
        try:
            self._table.put_new(row)
        except ConflictError:
            return

    def of_therapist(self, therapist_id: str) -> Sequence[Mapping[str, str]]:
        """Give the notices of one therapist, newest first."""
        return [_notice(row) for row in self._table.listed(therapist_id, "NOTICE#")]


def _notice(row: Row) -> Mapping[str, str]:
    return {name: row[name] for name in ("kind", "client_id", "session_id", "at")}
