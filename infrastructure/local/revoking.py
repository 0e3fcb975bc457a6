"""Teach moto's Cognito the one call it lacks and the console makes: a renewal token that opens nothing any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.cognitoidp.responses import CognitoIdpResponse
from moto.core.responses import EmptyResult


@contextmanager
def tokens_can_be_revoked() -> Iterator[None]:
    """Let `RevokeToken` end a renewal token while this is open, as Cognito does; an unknown one is no fault."""
    teachable: Any = CognitoIdpResponse
    teachable.revoke_token = _revoke_token
    try:
        yield
    finally:
        del teachable.revoke_token


def _revoke_token(response: Any) -> EmptyResult:  # noqa: ANN401  (moto's own class)
    token, app_id = response._get_param("Token"), response._get_param("ClientId")  # noqa: SLF001
    for pool in response.backend.user_pools.values():
        if app_id in pool.clients and token in pool.refresh_tokens:
            pool.refresh_tokens[token] = None
    return EmptyResult()
