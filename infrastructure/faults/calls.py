"""Counts every AWS call that a handler makes, and lets one of them crash, lose its answer or be throttled.

botocore tells its built-in handlers of each call; ours stand behind moto's, so that an answer can be
lost after its effect (../shared/design/faults.md, "Crashing at every AWS call").
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from botocore import handlers
from botocore.exceptions import ConnectionClosedError

from infrastructure.faults.footprints import Footprint, footprint_of

THROTTLING_BY_SERVICE = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "s3": "SlowDown",
    "sesv2": "TooManyRequestsException",
}
_THROTTLED = "ThrottlingException"
_REFUSED = 400


class Crash(BaseException):
    """The process died here; a BaseException, so that no `except Exception` of ours survives it."""


class Fault(StrEnum):
    """What happens to one call."""

    BEFORE = "before"
    AFTER = "after"
    LOST = "lost"
    THROTTLED = "throttled"


@dataclass(frozen=True, slots=True)
class Plan:
    """One fault, at the call with this number, counted from 0 over a run."""

    fault: Fault
    at: int


@dataclass
class _OnStage(threading.local):
    """What the calls of this thread are to meet; a thread off stage looks at the world undisturbed."""

    is_on: bool = False
    step: str = ""
    is_dead: bool = False
    pending: Fault | None = None
    made: int = 0


@dataclass
class Calls:
    """Every call made on stage, in order, and the fault that waits for one of them.

    `before_each` is asked before each call, to hold the thread until it is its turn.
    """

    names: list[str] = field(default_factory=list)
    footprints: list[Footprint] = field(default_factory=list)
    plan: Plan | None = None
    before_each: Callable[[str], None] | None = None
    crashes: int = 0
    takes_footprints: bool = False
    _stage: _OnStage = field(default_factory=_OnStage)

    def restart(self, plan: Plan | None = None) -> None:
        """Count from 0 again, with another fault or none."""
        self.names.clear()
        self.footprints.clear()
        self.plan, self.before_each, self.crashes = plan, None, 0

    @property
    def step(self) -> str:
        """The step whose handler is on this thread's stage."""
        return self._stage.step

    @contextmanager
    def on_stage(self, step: str) -> Iterator[None]:
        """Count the calls of this thread while a step's handler runs; after a crash it can make none."""
        self._stage.is_on, self._stage.is_dead, self._stage.pending = True, False, None
        self._stage.step, self._stage.made = step, 0
        try:
            yield
        finally:
            self._stage.is_on = False

    @contextmanager
    def off_stage(self) -> Iterator[None]:
        """Let this thread look at the world in the middle of a handler, its calls uncounted and undisturbed."""
        was_on, self._stage.is_on = self._stage.is_on, False
        try:
            yield
        finally:
            self._stage.is_on = was_on

    @property
    def is_first(self) -> bool:
        """Whether the call that is about to be made is its handler's first."""
        return self._stage.made == 0

    @property
    def has_crashed(self) -> bool:
        """Whether the handler on this thread's stage died, even where somebody swallowed it."""
        return self._stage.is_dead

    def crash(self) -> None:
        """Let the process of this thread die.

        Raises:
            Crash: always.
        """
        self._stage.is_dead = True
        self.crashes += 1
        raise Crash

    def begin(self, service: str, operation: str, request: Mapping[str, Any]) -> Any:  # noqa: ANN401  (botocore's pair of answer and content)
        """Meet one call before it is made."""
        if not self._stage.is_on:
            return None
        if self._stage.is_dead:
            raise Crash
        name = f"{service}.{operation}"
        if self.before_each is not None:
            self.before_each(name)
        number = len(self.names)
        self.names.append(name)
        self._stage.made += 1
        if self.takes_footprints:
            self.footprints.append(footprint_of(service, operation, request))
        fault = self.plan.fault if self.plan and self.plan.at == number else None
        match fault:
            case Fault.BEFORE:
                self.crash()
            case Fault.THROTTLED:
                return _throttled(service)
            case _:
                self._stage.pending = fault
        return None

    def lose(self, url: str) -> None:
        """Lose the answer of a call that has had its effect, once.

        Raises:
            ConnectionClosedError: where the plan says so.
        """
        if self._stage.is_on and self._stage.pending is Fault.LOST:
            self._stage.pending = None
            raise ConnectionClosedError(endpoint_url=url)

    def end(self) -> None:
        """Meet one call after it was answered."""
        if self._stage.is_on and self._stage.pending is Fault.AFTER:
            self._stage.pending = None
            self.crash()


CALLS = Calls()


def listen() -> None:
    """Have botocore tell us of every call; clients made before do not."""
    if _on_begin not in [handler for _, handler, *_ in handlers.BUILTIN_HANDLERS]:
        handlers.BUILTIN_HANDLERS.extend(
            [("before-call", _on_begin), ("before-send", _on_send), ("after-call", _on_end)]
        )


def _on_begin(model: Any, params: Any, **_: Any) -> Any:  # noqa: ANN401
    return CALLS.begin(model.service_model.service_name, model.name, params)


def _on_send(request: Any, **_: Any) -> None:  # noqa: ANN401
    CALLS.lose(str(request.url).partition("?")[0])


def _on_end(**_: Any) -> None:  # noqa: ANN401
    CALLS.end()


def _throttled(service: str) -> tuple[SimpleNamespace, dict[str, Any]]:
    code = THROTTLING_BY_SERVICE.get(service, _THROTTLED)
    error = {"Error": {"Code": code, "Message": "too many"}, "ResponseMetadata": {"HTTPStatusCode": _REFUSED}}
    return SimpleNamespace(status_code=_REFUSED), error
