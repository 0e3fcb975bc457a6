"""Signed links to a client's pages: what they open is in the signature, so a guessed one opens nothing."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from itsdangerous import BadData, URLSafeTimedSerializer

from shared.domain.identity import PromptRef
from shared.errors import NotPermittedError

LIFE = timedelta(days=30)  # a quiet mail may be opened the evening before the next session


class SignedLinks:
    """Tokens signed with the newest secret and read with any that is still in rotation."""

    def __init__(self, secrets: Callable[[], Sequence[str]]) -> None:
        """Sign with the last of these secrets; they are asked for at the first use."""
        self._secrets = secrets

    def sign(self, audience: str, prompt: PromptRef) -> str:
        """Make the token of a link for one kind of page."""
        return self._signer(audience).dumps([prompt.client_id, prompt.prompt_id])

    def read(self, audience: str, token: str, *, within: timedelta = LIFE) -> PromptRef:
        """Read a token that is no older than that.

        Raises:
            NotPermittedError: when it is not ours, for another page, or too old.
        """
        try:
            client_id, prompt_id = self._signer(audience).loads(token, max_age=int(within.total_seconds()))
        except (BadData, ValueError):
            message = "the link is not ours, for another page, or too old"
            raise NotPermittedError(message) from None
        return PromptRef(client_id, prompt_id)

    def _signer(self, audience: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(list(self._secrets()), salt=audience)
