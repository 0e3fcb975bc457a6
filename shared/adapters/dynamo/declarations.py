"""Keeps what was said of each upload in the ledger; the names of others are sealed under the client's key."""

from pydantic import TypeAdapter

from shared.adapters.dynamo.table import Table, client_key
from shared.adapters.sealing import Seal
from shared.domain.declaration import Declaration
from shared.domain.identity import key_digest
from shared.domain.places import Modality

_OTHERS = TypeAdapter(tuple[str, ...])
_SEALED = "others_sealed"


class DynamoDeclarations:
    """Declarations in the client's partition, by the key of the upload."""

    def __init__(self, table: Table, seal: Seal) -> None:
        """Keep declarations in this table, the names in them under this seal."""
        self._table = table
        self._seal = seal

    def add(self, client_id: str, key: str, declaration: Declaration) -> None:
        """Record what was said of the upload that will come under this key."""
        sealed = self._seal.close(client_id, _SEALED, _OTHERS.dump_json(declaration.others))
        row = {**client_key(client_id, f"UPLOAD#{key_digest(key)}"), _SEALED: sealed}
        if declaration.modality is not None:
            row["modality"] = declaration.modality.value
        self._table.put(row)

    def get(self, client_id: str, key: str) -> Declaration | None:
        """Give what was said of an upload, or None when nothing was."""
        row = self._table.get(client_key(client_id, f"UPLOAD#{key_digest(key)}"))
        if row is None:
            return None
        others = _OTHERS.validate_json(self._seal.open(client_id, _SEALED, bytes(row[_SEALED])))
        return Declaration(Modality(row["modality"]) if "modality" in row else None, others)
