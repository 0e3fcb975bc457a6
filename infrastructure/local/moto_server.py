"""AWS for the local stack: moto behind one loopback port, made safe for many threads.

moto 5.2 serves each request in a thread of its own, but was written for one caller at a time. Two
of its races lose messages or let two conditional writes both win, so they are closed here: every
DynamoDB request runs alone, and every change of an SQS queue holds that queue's lock. A receiver
that waits is also told when a message becomes visible again, which moto leaves it to find out.
"""

import functools
import io
import threading
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.sqs.models import Queue, SQSBackend
from werkzeug.serving import DechunkedInput

from infrastructure.local.loopback import LoopbackServer, PromptHandler
from infrastructure.local.quick_moto import quick_moto
from infrastructure.local.revoking import tokens_can_be_revoked

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_serving = threading.Lock()
_HOP = {"connection", "content-length", "transfer-encoding"}
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class AlreadyServingError(Exception):
    """moto's memory belongs to the process, so a second server would share it."""


@contextmanager
def moto_server() -> Iterator[str]:
    """Serve moto from empty on a free loopback port, and yield its address."""
    with _only_one(), quick_moto(), _queues_change_under_their_lock(), tokens_can_be_revoked():
        server = _Server(_Handler)
        server.start("moto")
        try:
            _forget_everything(server.url)
            yield server.url
        finally:
            _forget_everything(server.url)
            server.close()


@contextmanager
def _only_one() -> Iterator[None]:
    if not _serving.acquire(blocking=False):
        message = "a local stack already runs in this process"
        raise AlreadyServingError(message)
    try:
        yield
    finally:
        _serving.release()


class _Dispatcher(DomainDispatcherApplication):
    """moto's choice of a backend, without a look into moto's folder for every request."""

    @functools.cache  # noqa: B019  (lives as long as the one server of the process)
    def get_backend_for_host(self, host: str | None) -> Any:  # noqa: ANN401  (as the base has it)
        """Choose the backend for a host name."""
        return super().get_backend_for_host(host)


class _Server(LoopbackServer):
    """The port itself, with what moto's handler asks its server for."""

    multithread = True
    multiprocess = False
    ssl_context = None

    def __init__(self, handler: type[PromptHandler]) -> None:
        super().__init__(handler)
        self.app = _one_write_at_a_time(_Dispatcher(create_backend_app))


class _Handler(PromptHandler, MotoRequestHandler):
    """One connection; unlike werkzeug's own it is kept alive, which saves a connection and a thread each call."""

    server: _Server  # type: ignore[assignment]  # werkzeug allows its own servers only

    def run_wsgi(self) -> None:
        """Read the whole request, let moto answer it, and write the whole answer."""
        answer: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
            answer.update(status=status, headers=headers)

        body = b"".join(self.server.app(self._whole_environ(), start))
        self._write(answer["status"], answer["headers"], body)

    def _whole_environ(self) -> dict[str, Any]:
        environ = self.make_environ()
        if environ.pop("HTTP_TRANSFER_ENCODING", "") == "chunked":
            body = DechunkedInput(cast("IO[bytes]", self.rfile)).read()
        else:
            body = self.rfile.read(int(environ.get("CONTENT_LENGTH") or 0))
        return environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}

    def _write(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        length = str(len(body))
        for name, value in headers:
            if name.lower() not in _HOP:
                self.send_header(name, value)
            elif self.command == "HEAD" and name.lower() == "content-length":
                length = value  # of what a GET would give
        if self.headers.get("Origin"):
            self.send_header("Access-Control-Expose-Headers", "ETag")  # moto reads no bucket's CORS rules
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)


def _one_write_at_a_time(app: Wsgi) -> Wsgi:
    """Let DynamoDB requests through one by one, so that reading and judging a condition is atomic."""
    turn = threading.Lock()

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("HTTP_X_AMZ_TARGET", "").startswith("DynamoDB_"):
            return app(environ, start)
        with turn:
            return app(environ, start)

    return serve


@contextmanager
def _queues_change_under_their_lock() -> Iterator[None]:
    """Hold a queue's own lock while moto changes it; a waiting receive lets go of it by itself."""
    queue: Any = Queue
    backend: Any = SQSBackend
    originals = (queue.add_message, queue.delete_message, backend.receive_message, backend.change_message_visibility)
    queue.add_message = _with_lock(queue.add_message)
    queue.delete_message = _with_lock(queue.delete_message)
    backend.receive_message = _with_lock_of_named(backend.receive_message)
    backend.change_message_visibility = _with_lock_of_named(backend.change_message_visibility)
    try:
        yield
    finally:
        queue.add_message, queue.delete_message, backend.receive_message, backend.change_message_visibility = originals


def _with_lock(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(queue: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        with queue._messages_lock:  # noqa: SLF001
            return method(queue, *args, **kwargs)

    return call


def _with_lock_of_named(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(backend: Any, queue_name: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        changed = backend.get_queue(queue_name)._messages_lock  # noqa: SLF001
        with changed:
            answer = method(backend, queue_name, *args, **kwargs)
            changed.notify_all()
            return answer

    return call


def _forget_everything(address: str) -> None:
    """Empty moto's memory, which all servers of one process share."""
    reset = urllib.request.Request(f"{address}/moto-api/reset", method="POST")  # noqa: S310  (loopback)
    _direct.open(reset).close()
