"""The accounts, on moto's user pool and on scripted answers: who comes in, and what is said to who does not."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.stub import Stubber
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from moto import mock_aws

from infrastructure.local.revoking import tokens_can_be_revoked
from shared.adapters.cognito_accounts import CognitoAccounts
from shared.errors import NotPermittedError, UnavailableError
from shared.ports.accounts import Asked, Step, Tokens

POOL, APP, EMAIL = "us-east-1_pool", "app", "dana@practice.example"
ISSUER = f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}"
KEY = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
OTHER = RSAKey.generate_key(2048, {"kid": "k1"}, private=True)
GOOD = {"iss": ISSUER, "aud": APP, "sub": "t-dana", "token_use": "id", "email": EMAIL}
RIGHT, GUESSED, FRESH, CODE = "Correct-horse-9", "guessed", "Battery-staple-9", "123456"


@dataclass
class Pool:
    """Accounts over a scripted Cognito."""

    accounts: CognitoAccounts
    stub: Stubber


@pytest.fixture
def pool() -> Iterator[Pool]:
    """Script Cognito's answers."""
    client = boto3.client("cognito-idp", region_name="us-east-1", config=Config(signature_version=UNSIGNED))
    with Stubber(client) as stub:
        yield Pool(CognitoAccounts(client, POOL, APP, lambda _: KeySet([KEY])), stub)


def token(key: RSAKey = KEY, **changes: Any) -> str:
    claims = {**GOOD, "exp": int(time.time()) + 60, **changes}
    return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)


def test_knows_the_therapist_a_token_names(pool: Pool) -> None:
    """The subject is the id that clients belong to."""
    assert pool.accounts.who(token()).therapist_id == "t-dana"


@pytest.mark.parametrize(
    "forged",
    [
        token(OTHER),
        token(aud="another-app"),
        token(iss=ISSUER + "x"),
        token(exp=int(time.time()) - 1),
        token(token_use="access"),  # noqa: S106  (a claim's value)
        token()[:-4] + "AAAA",
        "not.a.token",
        "",
    ],
)
def test_knows_nobody_by_a_token_that_is_not_right(pool: Pool, forged: str) -> None:
    """Signature, audience, issuer, time and use: all of them are looked at."""
    with pytest.raises(NotPermittedError):
        pool.accounts.who(forged)


def test_fetches_the_keys_once() -> None:
    """A sandbox asks for them at its first request only."""
    asked: list[str] = []
    client = boto3.client("cognito-idp", region_name="us-east-1")
    accounts = CognitoAccounts(client, POOL, APP, lambda address: asked.append(address) or KeySet([KEY]))

    for _ in range(3):
        accounts.who(token())

    assert asked == [f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}/.well-known/jwks.json"]


def test_signs_in_with_a_password_on_motos_pool() -> None:
    """The whole way: a first password is replaced by one's own, a session is renewed, revoked, a guess is refused."""
    with mock_aws(), tokens_can_be_revoked():
        client = boto3.client("cognito-idp", region_name="us-east-1")
        pool_id = client.create_user_pool(PoolName="therapists")["UserPool"]["Id"]
        flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
        made = client.create_user_pool_client(UserPoolId=pool_id, ClientName="a", ExplicitAuthFlows=flows)
        accounts = CognitoAccounts(client, pool_id, made["UserPoolClient"]["ClientId"])
        client.admin_create_user(UserPoolId=pool_id, Username=EMAIL, TemporaryPassword=RIGHT)

        asked = accounts.sign_in(EMAIL, RIGHT)
        assert isinstance(asked, Asked)
        tokens = accounts.answer(EMAIL, asked, FRESH)
        assert isinstance(tokens, Tokens)

        assert asked.step is Step.NEW_PASSWORD
        assert accounts.renew(tokens.renewal).identity
        for _ in range(2):
            accounts.revoke(tokens.renewal)
        with pytest.raises(NotPermittedError):
            accounts.renew(tokens.renewal)
        with pytest.raises(NotPermittedError, match="not right"):
            accounts.sign_in(EMAIL, GUESSED)


def test_asks_for_the_code_of_the_second_factor(pool: Pool) -> None:
    """The answer carries the state back."""
    asked = {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s" * 20, "ChallengeParameters": {}}
    pool.stub.add_response("initiate_auth", asked)
    pool.stub.add_response(
        "respond_to_auth_challenge",
        {"AuthenticationResult": {"IdToken": "identity", "RefreshToken": "renewal"}},
        {
            "ClientId": APP,
            "ChallengeName": "SOFTWARE_TOKEN_MFA",
            "Session": "s" * 20,
            "ChallengeResponses": {"USERNAME": EMAIL, "SOFTWARE_TOKEN_MFA_CODE": CODE},
        },
    )

    step = pool.accounts.sign_in(EMAIL, RIGHT)
    assert isinstance(step, Asked)

    assert step.step is Step.CODE
    assert pool.accounts.answer(EMAIL, step, CODE) == Tokens("identity", "renewal")


def test_sets_up_an_authenticator_where_none_is(pool: Pool) -> None:
    """The key is shown, the first code proves it."""
    pool.stub.add_response("initiate_auth", {"ChallengeName": "MFA_SETUP", "Session": "a" * 20})
    pool.stub.add_response("associate_software_token", {"SecretCode": "K" * 32, "Session": "b" * 20})
    pool.stub.add_response("verify_software_token", {"Status": "SUCCESS", "Session": "c" * 20})
    pool.stub.add_response("respond_to_auth_challenge", {"AuthenticationResult": {"IdToken": "identity"}})

    step = pool.accounts.sign_in(EMAIL, RIGHT)
    assert isinstance(step, Asked)

    assert (step.step, step.secret) == (Step.SET_UP_CODE, "K" * 32)
    assert pool.accounts.answer(EMAIL, step, CODE) == Tokens("identity")


@pytest.mark.parametrize("code", ["CodeMismatchException", "ExpiredCodeException", "TooManyRequestsException"])
def test_says_plainly_why_not(pool: Pool, code: str) -> None:
    """Cognito's own message is not shown: it may quote the request."""
    pool.stub.add_client_error("initiate_auth", code, "dana@practice.example said 123456")

    with pytest.raises(NotPermittedError) as refused:
        pool.accounts.sign_in(EMAIL, RIGHT)

    assert "dana" not in str(refused.value)


def test_takes_anything_unknown_for_a_passing_fault(pool: Pool) -> None:
    """Try again is a better answer than a wrong one."""
    pool.stub.add_client_error("initiate_auth", "InternalErrorException", "dana@practice.example")

    with pytest.raises(UnavailableError) as failed:
        pool.accounts.sign_in(EMAIL, RIGHT)

    assert "dana" not in str(failed.value)


def test_asks_for_nothing_when_there_is_no_session_to_renew(pool: Pool) -> None:
    """A stranger's first request costs no call, and neither does a sign-out without a session."""
    with pytest.raises(NotPermittedError):
        pool.accounts.renew("")
    pool.accounts.revoke("")


def test_says_when_nobody_knows_whether_a_session_has_ended(pool: Pool) -> None:
    """A token that is over is over; a service that does not answer is another matter."""
    pool.stub.add_client_error("revoke_token", "NotAuthorizedException")
    pool.stub.add_client_error("revoke_token", "InternalErrorException")

    pool.accounts.revoke("over")
    with pytest.raises(UnavailableError):
        pool.accounts.revoke("unknown")


def test_fetches_the_keys_again_when_the_pool_has_changed_them() -> None:
    """A sandbox outlives a rotation; made-up key ids make it ask once a minute at the most."""
    fresh = RSAKey.generate_key(2048, {"kid": "k2"}, private=True)
    sets = [KeySet([KEY]), KeySet([KEY, fresh])]
    asked: list[str] = []
    clock = [100.0]
    client = boto3.client("cognito-idp", region_name="us-east-1")
    accounts = CognitoAccounts(
        client, POOL, APP, lambda address: asked.append(address) or sets[min(len(asked), 2) - 1], lambda: clock[0]
    )
    rotated = jwt.encode({"alg": "RS256", "kid": "k2"}, {**GOOD, "exp": int(time.time()) + 60}, fresh)
    accounts.who(token())

    with pytest.raises(NotPermittedError):
        accounts.who(rotated)
    clock[0] += 61

    assert accounts.who(rotated).therapist_id == "t-dana"
    assert len(asked) == 2
