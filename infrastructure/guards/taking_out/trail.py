"""Takes out what keeps the audit trail true."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

from infrastructure.faults.patching import Patch
from shared.adapters.dynamo.table import Row, Table
from shared.runtime import trail


def overwritten_entries() -> list[Patch]:
    """Let a second entry take the place of the first."""

    def put_new(self: Table, row: Row) -> None:
        self.put(row)

    return [patch.object(Table, "put_new", put_new)]


def believed_strangers() -> list[Patch]:
    """Write down the identifiers of a path, whoever asked for it and whatever the answer."""
    real = trail.write_request

    def write(event: Mapping[str, Any], _status: int) -> None:
        asked = trail._asked.get()  # noqa: SLF001  (that is what is taken out)
        if asked is not None:
            asked.who = asked.who or "somebody"
        real(event, HTTPStatus.OK)

    return [patch("shared.runtime.http.write_request", write)]
