"""Signed links to a client's pages: what they open is in the signature, so a guessed one opens nothing."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

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
            client_id, prompt_id = _loaded(signer, signed, within)
        except (BadData, KeyError, ValueError, TypeError):
            message = "the link is not ours, for another page, or too old"
            raise NotPermittedError(message) from None
        return PromptRef(client_id, prompt_id)


def _loaded(signer: URLSafeTimedSerializer, signed: str, within: timedelta) -> tuple[str, str]:
    try:
        content: tuple[str, str] = signer.loads(signed, max_age=int(within.total_seconds()))
    except SignatureExpired as error:
        if not _is_just_ahead(error.date_signed):
            raise
        content = signer.loads(signed)
    return content


def _is_just_ahead(signed_at: datetime | None) -> bool:
    now = datetime.fromtimestamp(TimestampSigner("").get_timestamp(), UTC)  # whole seconds, as links are signed
    return signed_at is not None and now < signed_at <= now + AHEAD


def _signer(secret: str, audience: str) -> URLSafeTimedSerializer:
    by_hmac_sha256 = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    return URLSafeTimedSerializer(secret, salt=audience, signer_kwargs=by_hmac_sha256)
