"""What API Gateway's JWT authorizer does: lets a request pass only with a token it can verify."""

import functools
import json
import time
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from infrastructure.local.place import Json
from infrastructure.local.routes import JwtAuthorizer

_ALGORITHMS = ["RS256", "RS384", "RS512"]  # what API Gateway supports


class UnauthorizedError(Exception):
    """The token is missing, was not signed by the issuer, has run out or is for somebody else."""


class ForbiddenError(Exception):
    """The token is good but lacks every scope the route asks for."""


Keys = Callable[[str], KeySet]


def keys_from(endpoint_url: str) -> Keys:
    """Make a finder of an issuer's public keys: the issuer's path, here. Asked once: API Gateway keeps them too."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    @functools.cache
    def find(issuer: str) -> KeySet:
        address = f"{endpoint_url}{urlsplit(issuer).path}/.well-known/jwks.json"
        with direct.open(address) as answer:
            return KeySet.import_key_set(json.load(answer))

    return find


def verified(authorization: str, authorizer: JwtAuthorizer, keys: Keys) -> Json:
    """Verify a token and give the authorizer part of the event's request context.

    Raises:
        UnauthorizedError: the token is no good.
        ForbiddenError: it is, but not for this route.
    """
    claims = _claims(authorization.removeprefix("Bearer ").strip(), authorizer, keys)
    _check(claims, authorizer)
    return {"jwt": {"claims": {name: _text(value) for name, value in claims.items()}, "scopes": _scopes(claims)}}


def _claims(token: str, authorizer: JwtAuthorizer, keys: Keys) -> Json:
    try:
        return dict(jwt.decode(token, keys(authorizer.issuer), algorithms=_ALGORITHMS).claims)
    except (JoseError, ValueError, TypeError) as error:
        message = "the token cannot be verified"
        raise UnauthorizedError(message) from error


def _check(claims: Json, authorizer: JwtAuthorizer) -> None:
    now = time.time()
    audience = claims.get("aud", claims.get("client_id"))
    audiences = set(audience if isinstance(audience, list) else [audience])
    if (
        claims.get("iss") != authorizer.issuer
        or float(claims.get("exp", 0)) <= now
        or float(claims.get("nbf", 0)) > now
        or not audiences & set(authorizer.audience)
    ):
        message = "the token is not for here and now"
        raise UnauthorizedError(message)
    if authorizer.scopes and not set(authorizer.scopes) & set(_scopes(claims) or ()):
        message = "the token has none of the scopes"
        raise ForbiddenError(message)


def _scopes(claims: Json) -> list[str] | None:
    found: Any = claims.get("scope", claims.get("scp"))
    return found.split() if isinstance(found, str) else found


def _text(value: object) -> str:
    """Write a claim as API Gateway does: every one is text, and a list is in brackets."""
    if isinstance(value, list):
        return f"[{' '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
