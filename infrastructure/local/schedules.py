"""The clock of the local stack: fires what the template schedules at a rate, and anything on demand.

Schedules written as `cron(...)` or `at(...)` fire on demand only: nobody waits at a desk for 3 a.m.
"""

import json
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infrastructure.local.deploy import Deployed
from infrastructure.local.mapping import UnsupportedError
from infrastructure.local.place import ACCOUNT, REGION, Json
from infrastructure.local.pool import FunctionError

Fire = Callable[["Schedule"], Any]
_SECONDS = {"minute": 60.0, "hour": 3600.0, "day": 86400.0}
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """One thing the template wants done from time to time."""

    arn: str
    source: str
    function: str  # an ARN
    expression: str
    payload: str | None

    @property
    def every_s(self) -> float | None:
        """How often it fires by itself, or None where only on demand."""
        found = _RATE.fullmatch(self.expression)
        return int(found[1]) * _SECONDS[found[2]] if found else None

    def event(self) -> object:
        """Build the event of one firing."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if self.payload is not None:
            return json.loads(_filled(self.payload, self.arn, now))
        return _plain_event(self, now)


def schedules_of(deployed: Deployed) -> Iterator[Schedule]:
    """Read every enabled schedule that calls a function."""
    for logical_id, properties in deployed.of_type("AWS::Scheduler::Schedule"):
        if properties.get("State") != "DISABLED":
            name = deployed.physical_id(logical_id)
            arn = f"arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/default/{name}"
            yield _schedule(arn, "aws.scheduler", properties["ScheduleExpression"], properties["Target"])
    for logical_id, properties in deployed.of_type("AWS::Events::Rule"):
        if "ScheduleExpression" in properties and properties.get("State") != "DISABLED":
            arn = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{deployed.physical_id(logical_id)}"
            for target in properties["Targets"]:
                yield _schedule(arn, "aws.events", properties["ScheduleExpression"], target)


class Clock:
    """Fires each schedule at its rate, the first time after one interval."""

    def __init__(self, schedules: list[Schedule], fire: Fire) -> None:
        """Start to wait."""
        self._fire = fire
        self._closing = threading.Event()
        rated = [(each.every_s, each) for each in schedules]
        self._threads = [
            threading.Thread(target=self._run, args=(every_s, each), name="schedule")
            for every_s, each in rated
            if every_s is not None
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Fire no more; returns at once."""
        self._closing.set()

    def close(self) -> None:
        """Wait until what was fired has ended."""
        self.stop()
        for thread in self._threads:
            thread.join()

    def _run(self, every_s: float, schedule: Schedule) -> None:
        due = time.monotonic() + every_s
        while not self._closing.wait(max(0.0, due - time.monotonic())):
            due += every_s
            try:
                self._fire(schedule)
            except FunctionError:
                continue  # said by the pool; the next firing comes anyway


def _schedule(arn: str, source: str, expression: str, target: Json) -> Schedule:
    if ":function:" not in target["Arn"]:
        message = f"{arn}: only functions are called by the clock here"
        raise UnsupportedError(message)
    return Schedule(arn, source, target["Arn"], expression, target.get("Input"))


def _filled(payload: str, arn: str, now: str) -> str:
    """Fill in the words EventBridge Scheduler offers."""
    return (
        payload.replace("<aws.scheduler.schedule-arn>", arn)
        .replace("<aws.scheduler.scheduled-time>", now)
        .replace("<aws.scheduler.execution-id>", uuid.uuid4().hex)
        .replace("<aws.scheduler.attempt-number>", "1")
    )


def _plain_event(schedule: Schedule, now: str) -> Json:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": schedule.source,
        "account": ACCOUNT,
        "time": now,
        "region": REGION,
        "resources": [schedule.arn],
        "detail": "{}" if schedule.source == "aws.scheduler" else {},
    }
