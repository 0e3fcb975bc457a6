"""Tells when a stack is at rest: nothing in any queue, no function running."""

import time
from typing import Any

from infrastructure.local.mapping import Mapping
from infrastructure.local.running import Running

_COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
_LOOK_EVERY_S = 0.05


def wait_idle(running: Running, sqs: Any, *, timeout_s: float, settle_s: float) -> None:  # noqa: ANN401
    """Wait until the stack has been at rest for `settle_s`.

    Raises:
        TimeoutError: naming the queues that were not empty.
    """
    limit = time.monotonic() + timeout_s
    rested_since = time.monotonic()
    invocations = -1
    while True:
        started = running.activity.started
        full = [each.queue_name for each in running.mappings if _holds_any(each, sqs)]
        if full or running.activity.running or started != invocations:
            rested_since, invocations = time.monotonic(), started
        elif time.monotonic() - rested_since >= settle_s:
            return
        if time.monotonic() > limit:
            message = f"not at rest after {timeout_s} s: {', '.join(full) or 'a function still runs'}"
            raise TimeoutError(message)
        time.sleep(_LOOK_EVERY_S)


def _holds_any(mapping: Mapping, sqs: Any) -> bool:  # noqa: ANN401
    attributes = sqs.get_queue_attributes(QueueUrl=mapping.queue_url, AttributeNames=list(_COUNTS))["Attributes"]
    return any(int(attributes[name]) for name in _COUNTS)
