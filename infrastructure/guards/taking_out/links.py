"""Takes out what a signed link is bound to: its signature, its end, its page and its key."""

from typing import Any
from unittest.mock import patch

from itsdangerous import BadData, URLSafeTimedSerializer

from infrastructure.faults.patching import Patch
from shared.adapters import signed_links
from shared.adapters.signed_links import SignedLinks
from shared.domain.identity import PromptRef
from shared.errors import NotPermittedError


def unsigned_links() -> list[Patch]:
    """Read a link without looking at its signature."""

    def loads(self: URLSafeTimedSerializer, token: str, **_: object) -> Any:  # noqa: ANN401
        found: Any = self.loads_unsafe(token)[1]
        if found is None:
            message = "no content"
            raise BadData(message)
        return found

    return [patch.object(URLSafeTimedSerializer, "loads", loads)]


def endless_links() -> list[Patch]:
    """Read a link however old it is."""
    real = URLSafeTimedSerializer.loads
    return [patch.object(URLSafeTimedSerializer, "loads", lambda self, token, **_: real(self, token))]


def links_for_any_page() -> list[Patch]:
    """Sign every link for the same page."""
    real = signed_links._signer  # noqa: SLF001  (that is what is taken out)
    return [patch.object(signed_links, "_signer", lambda secret, _audience: real(secret, "any"))]


def links_of_any_key() -> list[Patch]:
    """Read a link by whichever key fits, also one that was taken away or never was."""
    real = SignedLinks.read

    def read(self: SignedLinks, audience: str, token: str, **within: Any) -> PromptRef:  # noqa: ANN401
        try:
            return real(self, audience, token, **within)
        except NotPermittedError:
            signed = token.partition(".")[2]
            return PromptRef(*signed_links._signer("made up", audience).loads_unsafe(signed)[1])  # noqa: SLF001

    return [patch.object(SignedLinks, "read", read)]
