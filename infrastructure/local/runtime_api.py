"""The Lambda Runtime API for one worker: hands it one invocation at a time and takes the answer.

Each worker has a port of its own, which is how an answer is known to be that worker's.
"""

import queue
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus

from infrastructure.local.loopback import LoopbackServer, PromptHandler


@dataclass(frozen=True, slots=True)
class Invocation:
    """One event for one worker."""

    request_id: str
    function_arn: str
    event: bytes
    timeout_s: float


@dataclass(frozen=True, slots=True)
class Answer:
    """How an invocation ended: with a payload, or with an error in place of one."""

    request_id: str
    payload: bytes
    error: str = ""  # what went wrong, in Lambda's words; empty where nothing did


class RuntimeApi:
    """A port that speaks the Lambda Runtime API to one worker."""

    def __init__(self) -> None:
        """Open the port; nothing is served until an invocation is given."""
        self.ready = threading.Event()
        self.answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._next: queue.SimpleQueue[Invocation | None] = queue.SimpleQueue()
        self._server = _Server(self, self._next)
        self._server.start("runtime-api")

    @property
    def address(self) -> str:
        """Say what AWS_LAMBDA_RUNTIME_API must hold."""
        return self._server.address

    def give(self, invocation: Invocation) -> None:
        """Let the worker's next request for work find this invocation."""
        self._next.put(invocation)

    def close(self) -> None:
        """Close the port; the worker must be gone."""
        self._next.put(None)
        self._server.close()


class _Server(LoopbackServer):
    """The port itself; its handlers reach the two queues through it."""

    def __init__(self, api: RuntimeApi, waiting: "queue.SimpleQueue[Invocation | None]") -> None:
        super().__init__(_Handler)
        self.api = api
        self.waiting = waiting


class _Handler(PromptHandler):
    """One connection of the worker."""

    server: _Server

    def do_GET(self) -> None:  # noqa: N802  (the name http.server looks for)
        """Wait for an invocation and hand it over."""
        self.server.api.ready.set()
        invocation = self.server.waiting.get()
        if invocation is None:
            self.close_connection = True
            return
        self._reply(HTTPStatus.OK, invocation.event, _headers(invocation))

    def do_POST(self) -> None:  # noqa: N802
        """Take the answer of an invocation, or the reason why the worker cannot start."""
        payload = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._reply(HTTPStatus.ACCEPTED, b'{"status":"OK"}', {})
        *_, request_id, kind = self.path.split("/")
        error = self.headers.get("Lambda-Runtime-Function-Error-Type", "Error") if kind == "error" else ""
        self.server.api.answers.put(Answer(request_id, payload, error))

    def _reply(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _headers(invocation: Invocation) -> dict[str, str]:
    deadline_ms = int((time.time() + invocation.timeout_s) * 1000)
    trace = f"Root=1-{deadline_ms // 1000:08x}-{invocation.request_id.replace('-', '')[:24]};Sampled=0"
    return {
        "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
        "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
        "Lambda-Runtime-Invoked-Function-Arn": invocation.function_arn,
        "Lambda-Runtime-Trace-Id": trace,
    }
