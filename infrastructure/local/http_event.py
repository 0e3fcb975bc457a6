"""HTTP requests as functions see them, and functions' answers as HTTP: payload format 2.0."""

import base64
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote

from infrastructure.local.place import ACCOUNT, Json
from infrastructure.local.routes import Match

_TEXT = ("text/", "application/json", "application/javascript", "application/xml", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request as it came in."""

    method: str
    target: str  # path and query, as sent
    headers: Sequence[tuple[str, str]]
    body: bytes
    source_ip: str

    @property
    def path(self) -> str:
        """The path, with its percent signs resolved."""
        return unquote(self.target.partition("?")[0])

    @property
    def query(self) -> str:
        """The query, as sent."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str:
        """Give a header's values, or nothing."""
        return ",".join(value for key, value in self.headers if key.lower() == name.lower())


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes


def http_event(request: Request, match: Match, *, api_id: str, stage: str, authorizer: Json | None) -> Json:
    """Build the event of payload format 2.0."""
    event: Json = {
        "version": "2.0",
        "routeKey": match.route.key,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": _headers(request),
        "requestContext": _context(request, match, api_id, stage),
        "isBase64Encoded": False,
    }
    if cookies := request.header("cookie"):
        event["cookies"] = [each.strip() for each in cookies.split(";")]
    if request.query:
        event["queryStringParameters"] = _joined(parse_qsl(request.query, keep_blank_values=True))
    if match.parameters:
        event["pathParameters"] = dict(match.parameters)
    if authorizer is not None:
        event["requestContext"]["authorizer"] = authorizer
    return event | _body(request)


def http_response(answer: object) -> Response:
    """Read a function's answer: one without a status is itself the JSON body of a 200."""
    if not isinstance(answer, dict) or "statusCode" not in answer:
        body = answer if isinstance(answer, str) else json.dumps(answer)
        return Response(HTTPStatus.OK, [("content-type", "application/json")], body.encode())
    headers = [(name.lower(), _header_text(value)) for name, value in (answer.get("headers") or {}).items()]
    for name, values in (answer.get("multiValueHeaders") or {}).items():
        headers = [each for each in headers if each[0] != name.lower()]
        headers.append((name.lower(), ",".join(map(_header_text, values))))
    headers.extend(("set-cookie", each) for each in answer.get("cookies") or [])
    if "content-type" not in dict(headers):
        headers.append(("content-type", "text/plain; charset=utf-8"))
    return Response(int(answer["statusCode"]), headers, _answered_body(answer))


def message_response(status: HTTPStatus, message: str) -> Response:
    """Answer as API Gateway does for itself."""
    return Response(status, [("content-type", "application/json")], json.dumps({"message": message}).encode())


def _headers(request: Request) -> dict[str, str]:
    return _joined([(name.lower(), value) for name, value in request.headers if name.lower() != "cookie"])


def _joined(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Join repeated names with commas, as payload 2.0 does."""
    answer: dict[str, str] = {}
    for name, value in pairs:
        answer[name] = f"{answer[name]},{value}" if name in answer else value
    return answer


def _context(request: Request, match: Match, api_id: str, stage: str) -> Json:
    now = datetime.now(UTC)
    host = request.header("host")
    return {
        "accountId": ACCOUNT,
        "apiId": api_id,
        "domainName": host,
        "domainPrefix": host.partition(".")[0],
        "http": {
            "method": request.method,
            "path": request.path,
            "protocol": "HTTP/1.1",
            "sourceIp": request.source_ip,
            "userAgent": request.header("user-agent"),
        },
        "requestId": str(uuid.uuid4()),
        "routeKey": match.route.key,
        "stage": stage,
        "time": now.strftime("%d/%b/%Y:%H:%M:%S %z"),
        "timeEpoch": int(now.timestamp() * 1000),
    }


def _body(request: Request) -> Json:
    if not request.body:
        return {}
    if request.header("content-type").startswith(_TEXT):
        try:
            return {"body": request.body.decode(), "isBase64Encoded": False}
        except UnicodeDecodeError:
            pass
    return {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}


def _header_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _answered_body(answer: Json) -> bytes:
    body = answer.get("body")
    if body is None:
        return b""
    text = body if isinstance(body, str) else json.dumps(body)
    return base64.b64decode(text) if answer.get("isBase64Encoded") else text.encode()
