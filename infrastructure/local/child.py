"""What one worker process runs: AWS's own runtime client, or a plain stand-in where it has no wheel.

This file runs as a script with the standard library alone, so that a function finds on its import
path what it would find on Lambda. It ends when its parent does: the parent holds the other end of
its standard input.
"""

import http.client
import importlib
import importlib.util
import json
import os
import runpy
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

_PREFIX = "/2018-06-01/runtime"
_STDIN = 0


def main() -> None:
    """Serve the handler named on the command line until the parent ends."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    handler = sys.argv[1]
    if importlib.util.find_spec("awslambdaric"):
        sys.argv = ["awslambdaric", handler]
        runpy.run_module("awslambdaric", run_name="__main__")
    else:
        _serve(handler)


def _end_with_parent() -> None:
    os.read(_STDIN, 1)  # not through sys.stdin, whose lock would trouble the interpreter's own end
    os._exit(0)


class _Context:
    """What a handler may ask about its invocation."""

    def __init__(self, headers: http.client.HTTPMessage) -> None:
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline_ms = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self) -> int:
        """Say how long the invocation may still run."""
        return max(0, self._deadline_ms - int(time.time() * 1000))


def _serve(handler: str) -> None:
    """Do what the runtime client does, in plain Python."""
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    try:
        handle = _find(handler)
    except BaseException as error:
        _post(connection, "/init/error", _described(error))
        raise
    while True:
        _serve_one(connection, handle)


def _find(handler: str) -> Callable[[Any, _Context], object]:
    module, _, name = handler.rpartition(".")
    handle: Callable[[Any, _Context], object] = getattr(importlib.import_module(module), name)
    return handle


def _serve_one(connection: http.client.HTTPConnection, handle: Callable[[Any, _Context], object]) -> None:
    connection.request("GET", f"{_PREFIX}/invocation/next")
    answer = connection.getresponse()
    event = json.loads(answer.read())
    context = _Context(answer.headers)
    place = f"/invocation/{context.aws_request_id}"
    try:
        _post(connection, f"{place}/response", handle(event, context))
    except Exception as error:  # noqa: BLE001  (whatever a handler raises is its answer)
        traceback.print_exc()
        _post(connection, f"{place}/error", _described(error))


def _described(error: BaseException) -> object:
    return {"errorType": type(error).__name__, "errorMessage": str(error)}


def _post(connection: http.client.HTTPConnection, path: str, body: object) -> None:
    connection.request("POST", _PREFIX + path, json.dumps(body))
    connection.getresponse().read()


if __name__ == "__main__":
    main()
