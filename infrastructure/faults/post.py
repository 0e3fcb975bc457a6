"""Carries messages between the steps as SQS may: in batches, late, twice, out of order, and into dead letters.

moto takes what the handlers send and gives it up at once; who gets what, when and how often is decided
here, by the virtual clock. FIFO queues keep each group's order and lock it while one is out.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from moto.backends import get_backend

from infrastructure.faults.clock import VirtualClock
from infrastructure.local.mapping import Mapping as QueueMapping
from infrastructure.local.place import ACCOUNT, REGION, Json


@dataclass
class Letter:
    """One message on its way."""

    queue: str
    body: str
    group: str
    visible_at: datetime
    message_id: str
    received: int = 0
    is_handled: bool = False  # well, though its acknowledgement may have been lost

    def as_received(self) -> Json:
        """Give the message as `ReceiveMessage` answers it."""
        return {
            "MessageId": self.message_id,
            "ReceiptHandle": f"{self.message_id}-{self.received}",
            "Body": self.body,
            "MD5OfBody": hashlib.md5(self.body.encode(), usedforsecurity=False).hexdigest(),
            "Attributes": {"ApproximateReceiveCount": str(self.received), "MessageGroupId": self.group},
        }


@dataclass(frozen=True, slots=True)
class Mischief:
    """How badly the post behaves, each as a likelihood in 0…1, decided by the run's own seed."""

    doubled: float = 0.0
    unacknowledged: float = 0.0
    is_shuffled: bool = False


@dataclass(frozen=True, slots=True)
class Round:
    """One batch that is out for delivery."""

    mapping: QueueMapping
    letters: tuple[Letter, ...]


class Post:
    """Every queue of the stack."""

    def __init__(
        self, mappings: list[QueueMapping], most_receives: Mapping[str, int], clock: VirtualClock, random: Random
    ) -> None:
        """Carry for these mappings; `most_receives` is each queue's maxReceiveCount, by the queue's name."""
        self.mischief = Mischief()
        self.dead: list[Letter] = []
        self.redriven = 0
        self._mappings = {mapping.queue_name: mapping for mapping in mappings}
        self._most_receives = most_receives
        self._clock = clock
        self._random = random
        self._letters: list[Letter] = []
        self._posted: list[Letter] = []

    def __len__(self) -> int:
        """Count what is on its way."""
        return len(self._letters)

    def unaccounted(self) -> list[Letter]:
        """Give the dead letters that were not handled; the rest died of lost acknowledgements alone."""
        return [letter for letter in self.dead if not letter.is_handled]

    def bodies(self) -> Iterator[str]:
        """Give the body of everything that is on its way or dead."""
        yield from (letter.body for letter in [*self._letters, *self.dead])

    def post(self, queue: str, body: str, group: str = "") -> None:
        """Put a body on a queue, as an outside service would."""
        letter = self._letter(queue, body, group)
        self._letters.append(letter)
        self._posted.append(letter)

    def redrive(self) -> None:
        """Send every dead letter back, as an operator does."""
        for letter in self.dead:
            self.post(letter.queue, letter.body, letter.group)
        self.redriven += len(self.dead)
        self.dead.clear()

    def repeat_everything(self) -> None:
        """Bring whatever was ever posted once more, as an old dead letter that is sent back would come."""
        for letter in list(self._posted):
            self.post(letter.queue, letter.body, letter.group)

    def collect(self) -> None:
        """Take what the handlers have sent out of moto's hands."""
        for queue in _queues():
            for message in queue._messages:  # noqa: SLF001  (moto's own time must not decide what is visible)
                if queue.name in self._mappings:
                    self.post(queue.name, message.body, message.group_id or "")
            queue._messages.clear()  # noqa: SLF001

    def next_round(self) -> Round | None:
        """Take the next batch that is due out for delivery, or give None when none is."""
        self._bury()
        queues = {letter.queue for letter in self._due()}
        if not queues:
            return None
        waiting = sorted(queues)
        queue = self._random.choice(waiting) if self.mischief.is_shuffled else waiting[0]
        mapping = self._mappings[queue]
        letters = self._batch(mapping)
        for letter in letters:
            letter.received += 1
            letter.visible_at = self._clock.now() + timedelta(seconds=mapping.visibility_s)
        return Round(mapping, tuple(letters))

    def settle(self, delivered: Round, failed: set[str]) -> None:
        """Delete what was handled; what failed is seen again after its visibility timeout.

        An acknowledgement may be lost: the message then comes a second time, as SQS warns.
        """
        for letter in delivered.letters:
            letter.is_handled = letter.message_id not in failed
            if not letter.is_handled or self._random.random() < self.mischief.unacknowledged:
                continue
            self._letters.remove(letter)
            if self._random.random() < self.mischief.doubled:
                self._letters.append(self._letter(letter.queue, letter.body, letter.group))

    def next_visible_at(self) -> datetime | None:
        """Say when the next message can be seen."""
        return min((letter.visible_at for letter in self._letters), default=None)

    def _letter(self, queue: str, body: str, group: str) -> Letter:
        return Letter(queue, body, group, self._clock.now(), uuid4().hex)

    def _due(self) -> list[Letter]:
        now = self._clock.now()
        out = {(letter.queue, letter.group) for letter in self._letters if letter.visible_at > now and letter.group}
        return [
            letter for letter in self._letters if letter.visible_at <= now and (letter.queue, letter.group) not in out
        ]

    def _batch(self, mapping: QueueMapping) -> list[Letter]:
        due = [letter for letter in self._due() if letter.queue == mapping.queue_name]
        if self.mischief.is_shuffled and not mapping.is_fifo:
            self._random.shuffle(due)
        return due[: mapping.batch_size]

    def _bury(self) -> None:
        """Move what was received too often to the dead letters, as SQS does at the next receive."""
        for letter in [letter for letter in self._due() if letter.received >= self._most_receives[letter.queue]]:
            self._letters.remove(letter)
            self.dead.append(letter)


def most_receives_of(mappings: list[QueueMapping]) -> dict[str, int]:
    """Read each queue's maxReceiveCount from what was deployed."""
    names = {mapping.queue_name for mapping in mappings}
    return {queue.name: int(queue.redrive_policy["maxReceiveCount"]) for queue in _queues() if queue.name in names}


def _queues() -> list[Any]:
    return list(get_backend("sqs")[ACCOUNT][REGION].queues.values())
