"""The moving parts of a started stack: workers, pollers, the clock and the HTTP fronts."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Self

from infrastructure.local.function import Function
from infrastructure.local.mapping import Mapping
from infrastructure.local.poller import Poller
from infrastructure.local.pool import Activity, Pool
from infrastructure.local.schedules import Clock, Schedule
from infrastructure.local.worker import Worker


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run, and with what."""

    start: Callable[[Function], Worker]
    sqs: Any
    retry_after_s: float
    say: Callable[[str], None]


class Running:
    """Everything of a stack that runs, until it is closed."""

    def __init__(self, functions: Iterable[Function], plan: Plan) -> None:
        """Start a worker for each function, all at once."""
        self.activity = Activity()
        self._plan = plan
        self._pools = {
            each.name: Pool(each, start=plan.start, activity=self.activity, say=plan.say) for each in functions
        }
        self._pollers: list[Poller] = []
        self._clock: Clock | None = None
        self.schedules: list[Schedule] = []

    def __enter__(self) -> Self:
        """The workers get ready by themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop whatever wakes functions, kill the functions, and wait until all is quiet."""
        wakers: list[Poller | Clock] = [*self._pollers, *([self._clock] if self._clock else [])]
        for waker in wakers:
            waker.stop()
        for pool in self._pools.values():
            pool.close()
        for waker in wakers:
            waker.close()

    def wake(self, mappings: Iterable[Mapping], schedules: list[Schedule]) -> None:
        """Start to feed the functions from their queues and by the clock."""
        self.schedules = schedules
        self._clock = Clock(schedules, lambda schedule: self.invoke(schedule.function, schedule.event()))
        for mapping in mappings:
            poller = Poller(
                mapping,
                self._pool(mapping.function),
                sqs=self._plan.sqs,
                retry_after_s=self._plan.retry_after_s,
                say=self._plan.say,
            )
            self._pollers.append(poller)

    @property
    def mappings(self) -> list[Mapping]:
        """What feeds the functions."""
        return [poller.mapping for poller in self._pollers]

    def invoke(self, target: str, event: object) -> Any:  # noqa: ANN401  (whatever JSON the function answers)
        """Run a function, named by its ARN, an alias's ARN or its name."""
        return self._pool(target).invoke(event)

    def kill(self, target: str) -> None:
        """Kill a function's workers at once."""
        self._pool(target).kill()

    def wait_ready(self, timeout_s: float) -> None:
        """Wait until every function has loaded its code, or raise FunctionError."""
        limit = time.monotonic() + timeout_s
        for pool in self._pools.values():
            pool.wait_ready(max(0.0, limit - time.monotonic()))

    def _pool(self, target: str) -> Pool:
        return self._pools[function_name(target)]


def function_name(target: str) -> str:
    """Read a function's name from whatever a template uses to point at it."""
    return target.rpartition(":function:")[2].partition(":")[0]
