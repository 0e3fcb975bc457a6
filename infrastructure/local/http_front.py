"""The local door of one HTTP API: a loopback port whose requests become events of its functions."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from infrastructure.local.http_event import Request, Response, http_event, http_response, message_response
from infrastructure.local.jwt_check import ForbiddenError, Keys, UnauthorizedError, verified
from infrastructure.local.loopback import LoopbackServer, PromptHandler
from infrastructure.local.place import Json
from infrastructure.local.pool import FunctionError
from infrastructure.local.routes import Match, Route, find_route

Invoke = Callable[[str, Json], Any]


@dataclass(frozen=True, slots=True)
class HttpApi:
    """One HTTP API of the stack."""

    api_id: str
    stage: str
    routes: list[Route]


class HttpFront:
    """Serves one HTTP API until it is closed."""

    def __init__(self) -> None:
        """Take a port; requests are answered once `serve` was called."""
        self._server = _Server(_Handler)

    @property
    def url(self) -> str:
        """The address that stands for the API's own."""
        return self._server.url

    def serve(self, api: HttpApi, *, invoke: Invoke, keys: Keys) -> None:
        """Answer requests by the API's routes."""
        self._server.answer = lambda request: answered(request, api, invoke=invoke, keys=keys)
        self._server.start("http-front")

    def close(self) -> None:
        """Stop answering and free the port."""
        self._server.close()


def answered(request: Request, api: HttpApi, *, invoke: Invoke, keys: Keys) -> Response:
    """Route a request, check its token, run the function and read its answer."""
    match = _found(request, api)
    if match is None:
        return message_response(HTTPStatus.NOT_FOUND, "Not Found")
    try:
        authorizer = _authorized(request, match, keys)
    except UnauthorizedError:
        return message_response(HTTPStatus.UNAUTHORIZED, "Unauthorized")
    except ForbiddenError:
        return message_response(HTTPStatus.FORBIDDEN, "Forbidden")
    event = http_event(request, match, api_id=api.api_id, stage=api.stage, authorizer=authorizer)
    try:
        return http_response(invoke(match.route.function, event))
    except (FunctionError, ValueError, TypeError):
        return message_response(HTTPStatus.INTERNAL_SERVER_ERROR, "Internal Server Error")


def _found(request: Request, api: HttpApi) -> Match | None:
    path = request.target.partition("?")[0]
    if api.stage != "$default":
        prefix = f"/{api.stage}"
        if not path.startswith(prefix):
            return None
        path = path.removeprefix(prefix) or "/"
    return find_route(api.routes, request.method, path)


def _authorized(request: Request, match: Match, keys: Keys) -> Json | None:
    wanted = match.route.authorizer
    return verified(request.header(wanted.header), wanted, keys) if wanted else None


class _Server(LoopbackServer):
    """The port itself; its handlers find the answer through it."""

    answer: Callable[[Request], Response]


class _Handler(PromptHandler):
    """One connection."""

    server: _Server

    def _answer(self) -> None:
        response = self.server.answer(self._request())
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def _request(self) -> Request:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return Request(self.command, self.path, list(self.headers.items()), body, self.client_address[0])

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _answer  # noqa: N815
