"""Tokens pass as at API Gateway: signed by the issuer, for this audience, at this time, with a scope."""

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from infrastructure.local.jwt_check import ForbiddenError, UnauthorizedError, verified
from infrastructure.local.routes import JwtAuthorizer

KEY = RSAKey.generate_key(2048, {"kid": "k"})
ISSUER = JwtAuthorizer("https://issuer.example.test", ("site",), "Authorization")


def test_a_good_token_shows_its_claims_as_text() -> None:
    """Lists in brackets, everything else as it prints."""
    context = verified(f"Bearer {token(groups=['a', 'b'], verified=True)}", ISSUER, keys)

    claims = context["jwt"]["claims"]
    assert claims["groups"] == "[a b]"
    assert claims["verified"] == "true"
    assert context["jwt"]["scopes"] is None


def test_a_client_id_stands_in_for_an_audience() -> None:
    """Cognito's access tokens have no audience."""
    assert verified(token(aud=None, client_id="site"), ISSUER, keys)


@pytest.mark.parametrize(
    "claims",
    [{"exp": 1}, {"nbf": 9e9}, {"iss": "https://other.example.test"}, {"aud": "other"}, {"aud": None}],
)
def test_a_token_for_another_place_or_time_does_not_pass(claims: dict[str, Any]) -> None:
    """Expired, not yet good, from or for somebody else."""
    with pytest.raises(UnauthorizedError):
        verified(token(**claims), ISSUER, keys)


@pytest.mark.parametrize("text", ["", "Bearer ", "no.token.here", "a"])
def test_what_is_no_token_does_not_pass(text: str) -> None:
    """Whatever was sent."""
    with pytest.raises(UnauthorizedError):
        verified(text, ISSUER, keys)


def test_a_token_without_a_wanted_scope_is_forbidden() -> None:
    """It is good, but not for this route."""
    wanted = JwtAuthorizer(ISSUER.issuer, ISSUER.audience, ISSUER.header, ("write",))

    with pytest.raises(ForbiddenError):
        verified(token(scope="read"), wanted, keys)

    assert verified(token(scope="read write"), wanted, keys)["jwt"]["scopes"] == ["read", "write"]


def keys(_: str) -> KeySet:
    """Give the issuer's keys."""
    return KeySet([KEY])


def token(**changes: object) -> str:
    """Sign a good token, with some of its claims changed."""
    claims = {"iss": ISSUER.issuer, "aud": "site", "exp": int(time.time()) + 60, **changes}
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": "RS256", "kid": "k"}, kept, KEY)
