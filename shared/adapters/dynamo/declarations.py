"""Keeps what was said of each upload in the ledger; the names of others are sealed under the client's key."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from shared.adapters.dynamo.table import Row, Table, client_key
from shared.adapters.sealing import Seal
from shared.domain.declaration import Declaration
from shared.domain.identity import key_digest
from shared.domain.places import Modality
from shared.ports import Holds

_OTHERS = TypeAdapter(tuple[str, ...])
_SEALED = "others_sealed"


class DynamoDeclarations:
    """Declarations in the client's partition, by the key of the upload."""

    def __init__(self, table: Table, seal: Seal, holds: Holds) -> None:
        """Keep declarations in this table, the names in them under this seal."""
        self._holds = holds
        self._table = table
        self._seal = seal

    def add(self, client_id: str, key: str, epoch: int, declaration: Declaration) -> None:
        """Record what was said of the upload that will come under this key, held against a withdrawal.

        Raises:
            NotPermittedError: when consent is not in force under this epoch; no data key is made then.
        """
        row = client_key(client_id, f"UPLOAD#{key_digest(key)}")
        if declaration.modality is not None:
            row["modality"] = declaration.modality.value
        with self._holds.hold(client_id, epoch):
            row[_SEALED] = self._seal.close(client_id, _SEALED, _OTHERS.dump_json(declaration.others))
            self._table.put(row)

    def get(self, client_id: str, key: str) -> Declaration | None:
        """Give what was said of an upload, or None when nothing was."""
        row = self._table.get(client_key(client_id, f"UPLOAD#{key_digest(key)}"))
        return None if row is None else self._declaration_of(client_id, row)

    def of_client(self, client_id: str) -> Sequence[Declaration]:
        """Give what was said of every upload of one client, in no order."""
        return [self._declaration_of(client_id, row) for row in self._table.below(client_id, "UPLOAD#")]

    def _declaration_of(self, client_id: str, row: Row) -> Declaration:
        others = _OTHERS.validate_json(self._seal.open(client_id, _SEALED, bytes(row[_SEALED])))
        return Declaration(Modality(row["modality"]) if "modality" in row else None, others)
