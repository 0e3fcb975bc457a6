"""Seals what is stored about a client under that client's own data key."""

import os
from collections.abc import Mapping
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import MissingError
from shared.ports import Keys

_NONCE_BYTES = 12  # NIST SP 800-38D: 96-bit nonces for GCM


class Seal:
    """AES-256-GCM with a fresh nonce; where it is stored is authenticated with it."""

    def __init__(self, keys: Keys) -> None:
        """Seal under these keys."""
        self._keys = keys

    def close(self, client_id: str, place: str, content: bytes) -> bytes:
        """Encrypt content for one place of one client."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self._keys.of_client(client_id)).encrypt(nonce, content, _bound_to(client_id, place))

    def open(self, client_id: str, place: str, sealed: bytes) -> bytes:
        """Decrypt what was sealed for this place.

        Raises:
            MissingError: when the key it was sealed under no longer exists, or the content was moved or changed.
        """
        return _opened(self._keys.of_client(client_id), client_id, place, sealed)

    def open_many(self, client_id: str, sealed: Mapping[str, bytes]) -> dict[str, bytes]:
        """Decrypt what was sealed for several places of one client; what does not open any more is left out."""
        if not sealed:
            return {}
        key, opened = self._keys.of_client(client_id), {}
        for place, content in sealed.items():
            with suppress(MissingError):
                opened[place] = _opened(key, client_id, place, content)
        return opened


def _opened(key: bytes, client_id: str, place: str, sealed: bytes) -> bytes:
    nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(key).decrypt(nonce, body, _bound_to(client_id, place))
    except (InvalidTag, ValueError):  # ValueError: too short to hold even a nonce
        message = f"what lies at {place} of client {client_id} was changed, or sealed under a key that is gone"
        raise MissingError(message) from None


def _bound_to(client_id: str, place: str) -> bytes:
    return f"{client_id}/{place}".encode()
