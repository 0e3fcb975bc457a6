"""The one kind of port the local stack opens: on loopback, prompt, silent, and closed without a trace."""

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from infrastructure.local.place import LOOPBACK

_LOOK_EVERY_S = 0.05  # how soon a server sees that it is to end


class LoopbackServer(ThreadingHTTPServer):
    """A server on a free loopback port; every connection is kept alive in a thread of its own."""

    request_queue_size = 128  # all workers of a stack may call at once
    daemon_threads = False  # closing waits for them

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        """Take the port."""
        super().__init__((LOOPBACK, 0), handler)
        self._open: set[socket.socket] = set()
        self._serving: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{LOOPBACK}:{self.server_port}"

    @property
    def url(self) -> str:
        """The address as the beginning of a URL."""
        return f"http://{self.address}"

    def start(self, name: str) -> None:
        """Serve in a thread."""
        self._serving = threading.Thread(
            target=self.serve_forever,
            name=name,
            kwargs={"poll_interval": _LOOK_EVERY_S},
        )
        self._serving.start()

    def close(self) -> None:
        """Serve no more, end every connection, and wait for its thread."""
        if self._serving:
            self.shutdown()
            self._serving.join()
        for each in tuple(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  (as the base has it)
        """Remember the connection, which may be kept alive without a request."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401
        """Forget a connection that ended."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, *_: object) -> None:
        """Say nothing of a caller that was killed or went away."""


class PromptHandler(BaseHTTPRequestHandler):
    """A connection that answers at once and writes no access log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise each kept-alive call waits 40 ms for an acknowledgement
    wbufsize = -1  # status, headers and body leave together

    def handle_expect_100(self) -> bool:
        """Tell a caller that asks first to go on; S3 clients do, and wait a second where no answer comes."""
        go_on = super().handle_expect_100()
        self.wfile.flush()
        return go_on

    def log_request(self, *_: object) -> None:
        """Keep the access log off the terminal."""

    def log_message(self, *_: object) -> None:
        """Keep complaints about callers off the terminal."""
