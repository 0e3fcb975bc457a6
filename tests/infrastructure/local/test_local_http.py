"""HTTP requests reach functions through the template's routes, past its JWT authorizer."""

import json
import time
import urllib.error
import urllib.request
from email.message import Message
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from infrastructure.local.stack import LocalStack

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


def test_a_signed_in_person_passes(stack: LocalStack) -> None:
    """Cognito's token is verified and its claims are shown to the function."""
    token = sign_in(stack, "ada@example.test")

    status, _, event = call(stack, "GET", "/items/a%20b?x=1&x=2&y=", token=token)

    assert status == 201
    assert event["routeKey"] == "GET /items/{id}"
    assert event["pathParameters"] == {"id": "a b"}
    assert event["queryStringParameters"] == {"x": "1,2", "y": ""}
    assert event["rawQueryString"] == "x=1&x=2&y="
    assert event["requestContext"]["authorizer"]["jwt"]["claims"]["aud"] == stack.physical_id("Site")


def test_without_a_token_nobody_passes(stack: LocalStack) -> None:
    """The function is not asked."""
    status, _, body = call(stack, "GET", "/items/1")

    assert (status, body) == (401, {"message": "Unauthorized"})


def test_a_token_signed_by_somebody_else_does_not_pass(stack: LocalStack) -> None:
    """The right claims under a key that is not the issuer's."""
    claims = {"iss": issuer(stack), "aud": stack.physical_id("Site"), "exp": int(time.time()) + 60}
    token = jwt.encode({"alg": "RS256", "kid": "dummy"}, claims, RSAKey.generate_key(2048))

    status, _, _ = call(stack, "GET", "/items/1", token=token)

    assert status == 401


def test_a_route_may_ask_for_no_token(stack: LocalStack) -> None:
    """`Authorizer: NONE` on a route beats the API's default."""
    status, headers, event = call(stack, "POST", "/open", body=b'{"a": 1}', kind="application/json")

    assert status == 201
    assert event["body"] == '{"a": 1}'
    assert event["isBase64Encoded"] is False
    assert headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert headers["x-toy"] == "yes"


def test_bytes_reach_the_function_as_base64(stack: LocalStack) -> None:
    """What is not text is marked as such."""
    _, _, event = call(stack, "POST", "/open", body=b"\xff\x00", kind="application/octet-stream")

    assert (event["body"], event["isBase64Encoded"]) == ("/wA=", True)


def test_a_greedy_route_takes_the_rest_of_the_path(stack: LocalStack) -> None:
    """With any method."""
    _, _, event = call(stack, "PUT", "/rest/of/it")

    assert event["pathParameters"] == {"proxy": "of/it"}
    assert event["requestContext"]["http"]["method"] == "PUT"


def test_an_unknown_path_is_not_found(stack: LocalStack) -> None:
    """Without a route there is no function to ask."""
    status, _, body = call(stack, "GET", "/nowhere")

    assert (status, body) == (404, {"message": "Not Found"})


def test_a_second_api_has_a_port_of_its_own(stack: LocalStack) -> None:
    """Its default route takes every path."""
    status, _, event = call(stack, "GET", "/any/thing", base=stack.api_urls["OtherApi"])

    assert status == 201
    assert event["routeKey"] == "$default"


def test_an_output_names_the_local_address(stack: LocalStack) -> None:
    """Where AWS would serve the API, the local front does."""
    assert stack.outputs["ApiAddress"] == stack.api_url == stack.api_urls["Api"]


def sign_in(stack: LocalStack, name: str) -> str:
    """Make a person and give her token."""
    cognito, pool = stack.client("cognito-idp"), stack.physical_id("People")
    cognito.admin_create_user(UserPoolId=pool, Username=name)
    cognito.admin_set_user_password(UserPoolId=pool, Username=name, Password="Correct-Horse-9", Permanent=True)  # noqa: S106
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=stack.physical_id("Site"),
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": "Correct-Horse-9"},
    )
    token: str = answer["AuthenticationResult"]["IdToken"]
    return token


def issuer(stack: LocalStack) -> str:
    """Name the pool as its tokens do."""
    return f"https://cognito-idp.us-east-1.amazonaws.com/{stack.physical_id('People')}"


def call(
    stack: LocalStack,
    method: str,
    path: str,
    *,
    token: str = "",
    body: bytes | None = None,
    kind: str = "",
    base: str = "",
) -> tuple[int, Message, Any]:
    """Send a request and read the answer as JSON."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Content-Type": kind} if kind else {}
    request = urllib.request.Request((base or stack.api_url) + path, body, headers, method=method)  # noqa: S310
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request) as answer:
            return answer.status, answer.headers, json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, json.load(refusal)
