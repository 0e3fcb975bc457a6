"""What AWS runs between a queue and a function: receives batches, invokes, and settles each message.

As on AWS a message that failed stays on the queue until it becomes visible again, and the queue's
own redrive policy moves it to the dead-letter queue. Because nobody wants to wait six function
timeouts at a desk, it becomes visible after `retry_after_s` where that is sooner. The messages of a
FIFO group are released in their order, and the group stays locked until the last one is.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from infrastructure.local.mapping import Mapping
from infrastructure.local.place import Json
from infrastructure.local.pool import FunctionError, Pool
from infrastructure.local.sqs_event import failed_ids

_MOST_IN_ONE_RECEIVE = 10  # SQS's own limit
Say = Callable[[str], None]
_MOST_WAITS = 32  # failed batches that wait at one time
_BEFORE_SQS_DOES_S = 0.2  # moto may reorder a FIFO group whose messages expire by themselves
_WAIT_S = 1  # the shortest long poll: how long closing may take
_LOOK_EVERY_S = 0.1  # at a FIFO queue, where moto's long poll spins while a group is locked


class Poller:
    """Feeds one function from one queue until it is closed."""

    def __init__(self, mapping: Mapping, pool: Pool, *, sqs: Any, retry_after_s: float, say: Say) -> None:  # noqa: ANN401
        """Start to receive."""
        self.mapping = mapping
        self._pool = pool
        self._sqs = sqs
        self._retry_after_s = retry_after_s
        self._say = say
        self._closing = threading.Event()
        slots = min(mapping.concurrency, pool.function.most_workers)
        self._slots = threading.BoundedSemaphore(slots)
        self._deliveries = ThreadPoolExecutor(slots, thread_name_prefix=f"deliver-{mapping.queue_name}")
        self._waits = ThreadPoolExecutor(_MOST_WAITS, thread_name_prefix=f"retry-{mapping.queue_name}")
        self._receiving = threading.Thread(target=self._receive, name=f"poll-{mapping.queue_name}")
        self._receiving.start()

    def stop(self) -> None:
        """Receive no more; returns at once."""
        self._closing.set()

    def close(self) -> None:
        """Wait until the last delivery has ended."""
        self.stop()
        self._receiving.join()
        self._deliveries.shutdown()
        self._waits.shutdown()

    def _receive(self) -> None:
        while not self._closing.is_set():
            self._slots.acquire()
            batch = self._batch()
            if not batch or self._closing.is_set():
                self._slots.release()
                self._release(batch)
                self._closing.wait(_LOOK_EVERY_S if self.mapping.is_fifo else 0)
                continue
            self._deliveries.submit(self._deliver, batch).add_done_callback(self._tell_of_trouble)

    def _tell_of_trouble(self, delivery: "Future[None]") -> None:
        if error := delivery.exception():
            self._say(f"{self.mapping.queue_name}: {type(error).__name__}: {error}")

    def _batch(self) -> list[Json]:
        """Receive what is there, up to the batch size, for as long as the mapping's window is open."""
        batch = self._some(self.mapping.batch_size)
        closes = time.monotonic() + self.mapping.window_s
        while batch and len(batch) < self.mapping.batch_size and time.monotonic() < closes:
            more = self._some(self.mapping.batch_size - len(batch))
            batch.extend(more)
            if self._closing.is_set():
                break
        return batch

    def _some(self, most: int) -> list[Json]:
        answer = self._sqs.receive_message(
            QueueUrl=self.mapping.queue_url,
            MaxNumberOfMessages=min(most, _MOST_IN_ONE_RECEIVE),
            WaitTimeSeconds=0 if self.mapping.is_fifo else _WAIT_S,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages: list[Json] = answer.get("Messages", [])
        return messages

    def _deliver(self, batch: list[Json]) -> None:
        visible_again = time.monotonic() + self.mapping.visibility_s
        try:
            failed = self._invoke(batch)
        finally:
            self._slots.release()
        self._delete([message for message in batch if message["MessageId"] not in failed])
        if failed:
            left = [message for message in batch if message["MessageId"] in failed]
            self._waits.submit(self._retry, left, visible_again)

    def _invoke(self, batch: list[Json]) -> set[str]:
        """Run the function on a batch and tell which messages failed."""
        identifiers = [message["MessageId"] for message in batch]
        try:
            answer = self._pool.invoke(self.mapping.to_event(batch, self.mapping.queue_arn))
        except (FunctionError, ValueError):
            return set(identifiers)
        return failed_ids(answer, identifiers) if self.mapping.takes_reports else set()

    def _delete(self, messages: list[Json]) -> None:
        for start in range(0, len(messages), _MOST_IN_ONE_RECEIVE):
            some = messages[start : start + _MOST_IN_ONE_RECEIVE]
            self._sqs.delete_message_batch(
                QueueUrl=self.mapping.queue_url,
                Entries=[{"Id": str(n), "ReceiptHandle": each["ReceiptHandle"]} for n, each in enumerate(some)],
            )

    def _retry(self, messages: list[Json], visible_again: float) -> None:
        """Let failed messages be seen after the wait, unless they are by then without our doing."""
        remaining_s = visible_again - time.monotonic() - _BEFORE_SQS_DOES_S
        if remaining_s > 0:
            self._closing.wait(min(self._retry_after_s, remaining_s))
            self._release(messages)

    def _release(self, messages: list[Json]) -> None:
        for message in messages:
            with contextlib.suppress(self._sqs.exceptions.ReceiptHandleIsInvalid):
                self._sqs.change_message_visibility(
                    QueueUrl=self.mapping.queue_url,
                    ReceiptHandle=message["ReceiptHandle"],
                    VisibilityTimeout=0,
                )
