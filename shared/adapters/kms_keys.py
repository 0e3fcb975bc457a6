"""One data key a client, wrapped by KMS, in a table that no backup holds: erasing the row erases the client."""

from typing import Any

from shared.adapters.aws_errors import translated
from shared.adapters.dynamo.table import Table, client_key
from shared.errors import ConflictError


class KmsKeys:
    """Data keys, unwrapped at most once in a sandbox's life for each client in hand."""

    def __init__(self, kms: Any, table: Table, key_id: str) -> None:
        """Wrap with this KMS key, and keep the wrapped keys in this table."""
        self._kms = kms
        self._table = table
        self._key_id = key_id
        self._open: dict[bytes, bytes] = {}

    def of_client(self, client_id: str) -> bytes:
        """Give the client's key, made at the first use."""
        wrapped = self._wrapped(client_id) or self._make(client_id)
        if wrapped not in self._open:
            self._open[wrapped] = self._unwrap(client_id, wrapped)
        return self._open[wrapped]

    def destroy(self, client_id: str) -> None:
        """Remove the wrapped key: without it, nothing sealed under it opens again."""
        self._open.clear()
        self._table.delete(client_key(client_id, "DATAKEY"))

    def _wrapped(self, client_id: str) -> bytes | None:
        row = self._table.get(client_key(client_id, "DATAKEY"))
        return bytes(row["wrapped"]) if row else None

    def _make(self, client_id: str) -> bytes:
        with translated("make data key"):
            made = self._kms.generate_data_key(
                KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=_context(client_id)
            )
        wrapped: bytes = made["CiphertextBlob"]
        try:
            self._table.put_new({**client_key(client_id, "DATAKEY"), "wrapped": wrapped})
        except ConflictError:
            return self._wrapped(client_id) or self._make(client_id)
        return wrapped

    def _unwrap(self, client_id: str, wrapped: bytes) -> bytes:
        with translated("open data key"):
            opened = self._kms.decrypt(
                KeyId=self._key_id, CiphertextBlob=wrapped, EncryptionContext=_context(client_id)
            )
        key: bytes = opened["Plaintext"]
        return key


def _context(client_id: str) -> dict[str, str]:
    return {"client_id": client_id}
