"""The workers of one function: one starts ahead, more on demand up to the function's limit."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from infrastructure.local.function import Function
from infrastructure.local.runtime_api import Answer
from infrastructure.local.worker import EXITED, TIMED_OUT, Worker


class FunctionError(Exception):
    """An invocation ended with an error; the function's log says more."""


@dataclass(slots=True)
class Activity:
    """Counts invocations of all functions, so that the stack can tell when it is at rest."""

    _turn: threading.Lock = field(default_factory=threading.Lock)
    running: int = 0
    started: int = 0

    def __enter__(self) -> None:
        """Count one invocation in."""
        with self._turn:
            self.running += 1
            self.started += 1

    def __exit__(self, *_: object) -> None:
        """Count it out again."""
        with self._turn:
            self.running -= 1


class Pool:
    """Runs a function's invocations on its workers."""

    def __init__(
        self,
        function: Function,
        *,
        start: Callable[[Function], Worker],
        activity: Activity,
        say: Callable[[str], None],
    ) -> None:
        """Start the first worker ahead of the first event."""
        self.function = function
        self._start = start
        self._activity = activity
        self._say = say
        self._changed = threading.Condition()
        self._idle: list[Worker] = [start(function)]
        self._busy: set[Worker] = set()
        self._closed = False

    def invoke(self, event: object) -> Any:  # noqa: ANN401  (whatever JSON the function answers)
        """Run one event on a free worker and give the function's answer.

        Raises:
            FunctionError: the function raised, ran out of time or died.
        """
        with self._activity:
            worker = self._take()
            try:
                answer = worker.invoke(json.dumps(event).encode())
            finally:
                self._give_back(worker)
        if answer.error:
            self._tell(answer)
            raise FunctionError(_explained(self.function.logical_id, answer))
        return json.loads(answer.payload or b"null")

    def wait_ready(self, timeout_s: float) -> None:
        """Wait until the first worker has loaded the function's code.

        Raises:
            FunctionError: it has not, by then or ever.
        """
        with self._changed:
            workers = list(self._idle)
        if not all(worker.wait_ready(timeout_s) for worker in workers):
            message = f"{self.function.logical_id} cannot load its code; its log says why"
            raise FunctionError(message)

    def kill(self) -> None:
        """Kill every worker at once; the next event starts a new one."""
        with self._changed:
            for worker in (*self._idle, *self._busy):
                worker.kill()

    def close(self) -> None:
        """Kill every worker, and let no invocation start any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self.kill()
        with self._changed:
            self._changed.wait_for(lambda: not self._busy)
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _take(self) -> Worker:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._idle or self._has_room())
            if self._closed:
                message = f"{self.function.logical_id}: the stack is closing"
                raise FunctionError(message)
            worker = self._living() or self._start(self.function)
            self._busy.add(worker)
            return worker

    def _tell(self, answer: Answer) -> None:
        if not self._closed:
            self._say(f"{self.function.logical_id}: {answer.error}")

    def _has_room(self) -> bool:
        return len(self._busy) < self.function.most_workers

    def _living(self) -> Worker | None:
        """Take an idle worker that still runs, and clear away those that died."""
        while self._idle:
            worker = self._idle.pop()
            if worker.is_alive:
                return worker
            worker.close()
        return None

    def _give_back(self, worker: Worker) -> None:
        with self._changed:
            self._busy.remove(worker)
            self._idle.append(worker)
            self._changed.notify()


def _explained(logical_id: str, answer: Answer) -> str:
    if answer.error == TIMED_OUT:
        return f"{logical_id} ran past its timeout and was killed"
    if answer.error == EXITED:
        return f"{logical_id}'s process ended in the middle"
    return f"{logical_id} raised {answer.error}"
