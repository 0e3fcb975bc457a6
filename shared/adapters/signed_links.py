"""Signed links to a client's pages: what they open is in the signature, so a guessed one opens nothing."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from shared.domain.identity import PromptRef
from shared.errors import NotPermittedError

LIFE = timedelta(days=30)  # a quiet mail may be opened the evening before the next session
AHEAD = timedelta(minutes=10)  # by which the clock of whoever signed may be ahead of the reader's
_BETWEEN = "."  # key id, then what itsdangerous writes


class SignedLinks:
    """Tokens that name their key: signed with the newest, read with any that is still in rotation."""

    def __init__(self, secrets: Callable[[], Mapping[str, str]]) -> None:
        """Sign with the secret whose key id sorts last; they are asked for when they are needed."""
        self._secrets = secrets

    def sign(self, audience: str, prompt: PromptRef) -> str:
        """Make the token of a link for one kind of page."""
        secrets = self._secrets()
        key_id = max(secrets)
        signed = _signer(secrets[key_id], audience).dumps([prompt.client_id, prompt.prompt_id])
        return f"{key_id}{_BETWEEN}{signed}"

    def read(self, audience: str, token: str, *, within: timedelta = LIFE) -> PromptRef:
        """Read a token that is no older than that.

        Raises:
            NotPermittedError: when it is not ours, for another page, or too old.
        """
        key_id, _, signed = token.partition(_BETWEEN)
        try:
            signer = _signer(self._secrets()[key_id], audience)
            (client_id, prompt_id), signed_at = signer.loads(signed, return_timestamp=True)
        except (BadData, KeyError, ValueError, TypeError):
            raise _refused() from None
        if not -AHEAD <= _now_of(signer) - signed_at <= within:
            raise _refused()
        return PromptRef(client_id, prompt_id)


def _refused() -> NotPermittedError:
    return NotPermittedError("the link is not ours, for another page, or too old")


def _now_of(signer: URLSafeTimedSerializer) -> datetime:
    return datetime.fromtimestamp(signer.make_signer().get_timestamp(), UTC)  # whole seconds, as it signs


def _signer(secret: str, audience: str) -> URLSafeTimedSerializer:
    by_hmac_sha256 = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeTimedSerializer(secret, salt=audience, signer_kwargs=by_hmac_sha256)
