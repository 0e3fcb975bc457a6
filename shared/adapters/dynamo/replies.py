"""Keeps in the ledger that a client put a line under a note, and whether it is shared; its words lie in the vault."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter

from shared.adapters.dynamo.consents import consent_stands, refuse_unless_passing
from shared.adapters.dynamo.table import Change, Row, Table, client_key, from_row, to_row
from shared.domain.identity import PromptRef
from shared.domain.reply import Reply
from shared.errors import ConflictError, MissingError

_KIND = TypeAdapter(Reply)


class DynamoReplies:
    """Replies in the client's own partition of the ledger's table."""

    def __init__(self, table: Table) -> None:
        """Keep replies in this table."""
        self._table = table

    def add(self, reply: Reply, epoch: int) -> None:
        """Record a line together with the check of consent; recording it twice changes nothing.

        Raises:
            NotPermittedError: when consent is not in force under this epoch.
        """
        key, client_id = _key(reply.note, reply.reply_id), reply.note.client_id
        row = {**key, **to_row(_KIND, reply)}
        try:
            self._table.transact("add reply", puts=[row], checks=[consent_stands(client_id, epoch)])
        except ConflictError:
            if self._table.get(key) is None:
                refuse_unless_passing(self._table, client_id, epoch)
                raise

    def get(self, note: PromptRef, reply_id: str) -> Reply:
        """Find one line.

        Raises:
            MissingError: when there is none under this note.
        """
        row = self._table.get(_key(note, reply_id))
        if row is None:
            message = f"no reply {reply_id}"
            raise MissingError(message)
        return from_row(_KIND, row)

    def of_client(self, client_id: str) -> Sequence[Reply]:
        """Every line of one client, oldest first."""
        found = [from_row(_KIND, row) for row in self._table.below(client_id, "REPLY#")]
        return sorted(found, key=lambda reply: reply.put_at)

    def share(self, reply: Reply, at: datetime | None) -> None:
        """Let the therapist see a line from this moment, or no more; MissingError when it is gone."""
        shared = {"shared_at": at.isoformat()} if at else {}
        change = Change(
            key=_key(reply.note, reply.reply_id),
            put=shared,
            remove=() if at else ("shared_at",),
            when="attribute_exists(#pk)",
        )
        try:
            self._table.update(change)
        except ConflictError:
            message = f"no reply {reply.reply_id}"
            raise MissingError(message) from None

    def remove(self, reply: Reply) -> None:
        """Forget a line."""
        self._table.delete(_key(reply.note, reply.reply_id))


def _key(note: PromptRef, reply_id: str) -> Row:
    return client_key(note.client_id, f"REPLY#{note.prompt_id}#{reply_id}")
