"""Counts requests by caller in a table of its own, under names that nobody can read back once their day is over."""

import hmac
import os
from datetime import UTC, date, datetime, time, timedelta

from shared.adapters.dynamo.table import Change, Row, Table
from shared.domain.knocking import WINDOW, Caller, window_at
from shared.errors import ConflictError

_SALT_BYTES = 32
_SALT_STAYS = timedelta(days=2)  # from the beginning of its day


class DynamoKnocks:
    """One row a caller and minute; the caller's name is an HMAC under the day's salt, and both expire."""

    def __init__(self, table: Table) -> None:
        """Count in this table."""
        self._table = table
        self._salts: dict[date, bytes] = {}

    def count(self, caller: Caller, at: datetime) -> int:
        """Count one more request and give how many this caller has made in this minute, in one write."""
        window = window_at(at)
        said = f"{caller.kind.name}/{caller.name}".encode()
        change = Change(
            key={"pk": f"KNOCK#{hmac.digest(self._salt(at), said, 'sha256').hex()}", "sk": window.isoformat()},
            put={"expires": int((window + 2 * WINDOW).timestamp())},
            add={"knocks": 1},
        )
        return int(self._table.update(change)["knocks"])

    def _salt(self, at: datetime) -> bytes:
        day = at.date()
        if day not in self._salts:
            self._salts = {day: self._kept(day) or self._made(day)}
        return self._salts[day]

    def _kept(self, day: date) -> bytes | None:
        row = self._table.get(_key(day))
        return bytes(row["salt"]) if row else None

    def _made(self, day: date) -> bytes:
        salt = os.urandom(_SALT_BYTES)
        gone = datetime.combine(day, time(), UTC) + _SALT_STAYS
        try:
            self._table.put_new({**_key(day), "salt": salt, "expires": int(gone.timestamp())})
        except ConflictError:
            return self._kept(day) or self._made(day)
        return salt


def _key(day: date) -> Row:
    return {"pk": f"SALT#{day.isoformat()}", "sk": "SALT"}
