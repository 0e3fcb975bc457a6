"""The vault: everything said, derived or written about a client, sealed, in one bucket."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from shared.adapters.aws_errors import translated
from shared.adapters.s3_objects import drop_versions
from shared.adapters.sealing import Seal
from shared.errors import MissingError
from shared.ports import Holds


class S3Vault:
    """Sealed objects below `clients/<client>/`; every write is held against a withdrawal."""

    def __init__(self, s3: Any, bucket: str, seal: Seal, holds: Holds) -> None:
        """Keep sealed objects in this bucket."""
        self._s3 = s3
        self._bucket = bucket
        self._seal = seal
        self._holds = holds

    def put(self, client_id: str, epoch: int, path: str, content: bytes) -> None:
        """Store content.

        Raises:
            NotPermittedError: when consent is not in force under this epoch.
        """
        with self._holds.hold(client_id, epoch), translated("vault put"):
            sealed = self._seal.close(client_id, path, content)
            self._s3.put_object(Bucket=self._bucket, Key=_key(client_id, path), Body=sealed)

    def get(self, client_id: str, path: str) -> bytes:
        """Open content.

        Raises:
            MissingError: when there is none, or its key was destroyed.
        """
        return self._seal.open(client_id, path, self._fetch(client_id, path))

    def get_many(self, client_id: str, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Open several things of one client, whose key is asked for once; what is not there is left out."""
        fetched: dict[str, bytes] = {}
        for path in dict.fromkeys(paths):
            with suppress(MissingError):
                fetched[path] = self._fetch(client_id, path)
        return self._seal.open_many(client_id, fetched)

    def paths(self, client_id: str) -> Sequence[str]:
        """List every place that holds something of a client; functions have no right to, operators do."""
        below = _key(client_id, "")
        with translated("vault paths"):
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=below)
            return [each["Key"].removeprefix(below) for page in pages for each in page.get("Contents", [])]

    def drop(self, client_id: str, prefix: str) -> int:
        """Remove all versions below a prefix and tell how many went."""
        return drop_versions(self._s3, self._bucket, _key(client_id, prefix))

    def _fetch(self, client_id: str, path: str) -> bytes:
        with translated("vault get"):
            sealed: bytes = self._s3.get_object(Bucket=self._bucket, Key=_key(client_id, path))["Body"].read()
        return sealed


def _key(client_id: str, path: str) -> str:
    return f"clients/{client_id}/{path}"
