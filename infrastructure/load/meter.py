"""Counts what AWS would bill while the local stack works: requests by kind, and the functions' seconds times memory."""

import re
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from infrastructure.load.prices import billed_as, dollars
from infrastructure.local.moto_server import _Dispatcher
from infrastructure.local.pool import Pool

_SERVICE = re.compile(r"Credential=[^/]+/\d+/[\w-]+/(\w[\w-]*)/aws4_request")
_LONG_POLLS = frozenset({"ReceiveMessage", "GetQueueAttributes"})  # the pollers' own: billed by time, not by session


@dataclass
class Bill:
    """What was used since it was opened."""

    requests: Counter[str] = field(default_factory=Counter)
    gb_seconds: float = 0.0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def add_request(self, service: str, operation: str) -> None:
        """Count one request."""
        name, times = billed_as(service, operation)
        with self._turn:
            self.requests[name] += times

    def add_invocation(self, gb_seconds: float) -> None:
        """Count one invocation."""
        with self._turn:
            self.requests["lambda"] += 1
            self.gb_seconds += gb_seconds

    def dollars_each(self, sessions: int) -> float:
        """Give what one of so many sessions cost."""
        return dollars(self.requests, self.gb_seconds) / sessions

    def snapshot(self) -> "Bill":
        """Give the bill as it stands."""
        with self._turn:
            return Bill(Counter(self.requests), self.gb_seconds)

    def since(self, before: "Bill") -> "Bill":
        """Give what came after an earlier snapshot."""
        return Bill(self.requests - before.requests, self.gb_seconds - before.gb_seconds)


@contextmanager
def metered() -> Iterator[Bill]:
    """Count for as long as the block lasts."""
    bill = Bill()
    serve, invoke = _Dispatcher.__call__, Pool.invoke

    def counted(self: _Dispatcher, environ: dict[str, Any], start: Any) -> Iterable[bytes]:  # noqa: ANN401
        _count(bill, environ)
        answer: Iterable[bytes] = serve(self, environ, start)
        return answer

    def timed(self: Pool, event: object) -> Any:  # noqa: ANN401  (whatever the function answers)
        began = time.perf_counter()
        try:
            return invoke(self, event)
        finally:
            seconds = time.perf_counter() - began
            bill.add_invocation(seconds * self.function.memory_mb / 1024)

    with patch.object(_Dispatcher, "__call__", counted), patch.object(Pool, "invoke", timed):
        yield bill


def _count(bill: Bill, environ: dict[str, Any]) -> None:
    operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2] or environ["REQUEST_METHOD"]
    signed = _SERVICE.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = signed[1] if signed else "s3"  # what a form sends straight to a bucket carries its signature inside
    if operation not in _LONG_POLLS:
        bill.add_request(service, operation)
