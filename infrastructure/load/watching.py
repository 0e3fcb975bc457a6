"""Looks into the local AWS's memory while the load runs: how old the oldest message is, and what has ended."""

import gc
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Self

from moto.backends import get_backend
from moto.dynamodb.models.dynamo_type import DynamoType

from infrastructure.local.place import ACCOUNT, REGION
from infrastructure.local.stack import LocalStack

_LOOK_EVERY_S = 0.5
_WEIGH_EVERY = 10  # looks: to weigh every process reads all of /proc, which a busy machine would feel
_MB = 1 << 20
_WITH_STATES = frozenset({"SESSION", "PROMPT"})
_ENDED = frozenset({"READY", "REFUSED", "FAILED"})


@dataclass
class Watcher:
    """Looks every half second, from a thread of its own, until the block ends."""

    table: str
    clients: Sequence[str]
    oldest_s: dict[str, float] = field(default_factory=dict)  # by queue, the oldest message ever seen
    most_messages: int = 0
    most_memory_mb: float = 0.0
    states: dict[str, str] = field(default_factory=dict)  # of every session, by client
    ended_at: dict[str, float] = field(default_factory=dict)  # by client, on the monotonic clock
    sent_at: dict[str, float] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread = threading.Thread(target=self._watch, name="load-watcher")
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Look once more, and stop."""
        self._over.set()
        self._thread.join()
        self.look()
        self._weigh()

    def look(self) -> None:
        """Look once."""
        now = time.monotonic()
        self._look_at_queues()
        for client_id in [each for each in self.clients if each not in self.sent_at]:
            for kind, state in states_of(self.table, client_id):
                if kind == "SESSION":
                    self.states[client_id] = state
                    if state in _ENDED:
                        self.ended_at.setdefault(client_id, now)
                elif state == "SENT":
                    self.sent_at.setdefault(client_id, now)

    def _watch(self) -> None:
        for number in count():
            if self._over.wait(_LOOK_EVERY_S):
                return
            self.look()
            if number % _WEIGH_EVERY == 0:
                self._weigh()
                gc.collect()  # of what came since the last freeze; what is frozen as waste would stay
                gc.freeze()  # a collection of all that the local AWS holds took twelve seconds at 1,000 sessions

    def _weigh(self) -> None:
        self.most_memory_mb = max(self.most_memory_mb, memory_mb())

    def _look_at_queues(self) -> None:
        now_ms, there = time.time() * 1000, 0
        for queue in _queues():
            waiting = list(queue._messages)  # noqa: SLF001  (as above)
            there += len(waiting)
            if waiting:
                age_s = (now_ms - min(message.sent_timestamp for message in waiting)) / 1000
                self.oldest_s[queue.name] = max(age_s, self.oldest_s.get(queue.name, 0.0))
        self.most_messages = max(self.most_messages, there)


def watch(stack: LocalStack, clients: Sequence[str]) -> Watcher:
    """Watch what becomes of some clients' sessions."""
    return Watcher(stack.physical_id("LedgerTable"), clients)


def states_of(table: str, client_id: str) -> list[tuple[str, str]]:
    """Read the state of each session and prompt of a client from moto's memory: asking would be a load of its own."""
    partition = (
        get_backend("dynamodb")[ACCOUNT][REGION].tables[table].items.get(DynamoType({"S": f"CLIENT#{client_id}"}))
    )
    rows = [item.attrs for item in tuple((partition or {}).values())]
    kinds = [(attributes["sk"].value.partition("#")[0], attributes) for attributes in rows]
    return [(kind, row["state"].value) for kind, row in kinds if kind in _WITH_STATES and "state" in row]


def dead_letters() -> dict[str, int]:
    """Count what lies in the dead-letter queues, and what is left on any queue."""
    return {queue.name: len(queue._messages) for queue in _queues() if queue._messages}  # noqa: SLF001


def memory_mb() -> float:
    """Give the resident memory of this process and of all its workers, in MB."""
    import psutil  # noqa: PLC0415 - of the benchmarks' requirements, and only where it is measured

    here = psutil.Process()
    resident = 0
    for process in [here, *here.children(recursive=True)]:
        with suppress(psutil.Error):  # it has just ended
            resident += process.memory_info().rss
    return resident / _MB


def _queues() -> list[Any]:
    return list(get_backend("sqs")[ACCOUNT][REGION].queues.values())
