"""One child process that runs one function, one invocation at a time."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

from infrastructure.local.function import Function
from infrastructure.local.runtime_api import Answer, Invocation, RuntimeApi

_CHILD = Path(__file__).with_name("child.py")
_START_LIMIT_S = 120.0  # many children start at once on few cores; Lambda itself gives 10 s
_LOOK_EVERY_S = 0.1  # whether a process that never gets ready has ended
TIMED_OUT = "Sandbox.Timedout"
EXITED = "Runtime.ExitError"


class Worker:
    """A started child process and the port it takes its work from."""

    def __init__(self, function: Function, *, root: Path, endpoint_url: str, log: Path) -> None:
        """Start the process; it gets ready by itself."""
        self._function = function
        self._api = RuntimeApi()
        self._process = _start(function, root, endpoint_url, self._api.address, log)
        self._killed = False
        self._exit_seen = threading.Thread(target=self._report_exit, name="worker-exit")
        self._exit_seen.start()

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs and may go on to."""
        return not self._killed and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def invoke(self, event: bytes) -> Answer:
        """Run one event; a worker that outlives the function's timeout is killed."""
        limit_s = self._function.timeout_s
        invocation = Invocation(str(uuid.uuid4()), self._function.arn, event, limit_s)
        if not self.wait_ready(_START_LIMIT_S):
            self.kill()
            return self._init_failure(invocation)
        self._api.give(invocation)
        return self._wait(invocation, time.monotonic() + limit_s)

    def wait_ready(self, timeout_s: float) -> bool:
        """Wait until the function's code is loaded and the worker asks for work; tell whether it does."""
        limit = time.monotonic() + timeout_s
        while time.monotonic() < limit and self.is_alive:
            if self._api.ready.wait(_LOOK_EVERY_S):
                return True
        return False

    def kill(self) -> None:
        """Kill the process and its own children at once, as a crash would."""
        self._killed = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Kill the process and free all it held."""
        self.kill()
        self._exit_seen.join()
        self._api.close()

    def _init_failure(self, invocation: Invocation) -> Answer:
        with contextlib.suppress(queue.Empty):
            answer = self._api.answers.get_nowait()
            return Answer(invocation.request_id, answer.payload, answer.error or EXITED)
        return Answer(invocation.request_id, b"", EXITED)

    def _wait(self, invocation: Invocation, deadline: float) -> Answer:
        while True:
            try:
                answer = self._api.answers.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self.kill()
                return Answer(invocation.request_id, b"", TIMED_OUT)
            if answer.request_id in {invocation.request_id, ""}:
                return answer

    def _report_exit(self) -> None:
        """Tell whoever waits for an answer that none will come."""
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        self._api.answers.put(Answer("", b"", EXITED))


def _start(function: Function, root: Path, endpoint_url: str, address: str, log: Path) -> "subprocess.Popen[bytes]":
    with log.open("ab") as sink:
        return subprocess.Popen(
            [sys.executable, "-P", str(_CHILD), function.handler],
            cwd=root,
            env=function.environment(root, endpoint_url, address),
            stdin=subprocess.PIPE,  # held open: the child ends when this end closes
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is the parent's to handle
        )
