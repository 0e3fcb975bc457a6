"""Functions' answers become HTTP as payload format 2.0 says."""

import pytest

from infrastructure.local.http_event import Request, http_event, http_response
from infrastructure.local.routes import Match, Route


def test_an_answer_without_a_status_is_the_body() -> None:
    """API Gateway infers the rest."""
    response = http_response({"a": 1})

    assert (response.status, response.body) == (200, b'{"a": 1}')
    assert ("content-type", "application/json") in response.headers


def test_a_full_answer_keeps_its_parts() -> None:
    """Status, headers, several cookies, and a body in base64."""
    response = http_response(
        {
            "statusCode": "404",
            "headers": {"X-Number": 1, "X-Flag": True},
            "cookies": ["a=1", "b=2"],
            "body": "/w==",
            "isBase64Encoded": True,
        }
    )

    assert (response.status, response.body) == (404, b"\xff")
    assert [value for name, value in response.headers if name == "set-cookie"] == ["a=1", "b=2"]
    assert dict(response.headers)["x-number"] == "1"
    assert dict(response.headers)["x-flag"] == "true"


def test_a_header_of_many_values_replaces_the_single_one() -> None:
    """As API Gateway prefers it."""
    response = http_response({"statusCode": 200, "headers": {"X-A": "1"}, "multiValueHeaders": {"x-a": ["2", "3"]}})

    assert dict(response.headers)["x-a"] == "2,3"
    assert response.body == b""


@pytest.mark.parametrize(("kind", "body", "is_base64"), [("text/plain", "ä", False), ("image/png", "w6Q=", True)])
def test_a_text_body_stays_text(kind: str, body: str, is_base64: bool) -> None:  # noqa: FBT001  (a table of cases)
    """And anything else becomes base64."""
    request = Request("POST", "/x?y=1", [("Content-Type", kind), ("Cookie", "a=1; b=2")], "ä".encode(), "127.0.0.1")

    event = http_event(request, Match(Route("POST", "/x", "f")), api_id="i", stage="$default", authorizer=None)

    assert (event["body"], event["isBase64Encoded"]) == (body, is_base64)
    assert event["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in event["headers"]
    assert "authorizer" not in event["requestContext"]
