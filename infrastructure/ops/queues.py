"""The stack's queues as an operator sees them: what waits, what is dead, and how a dead letter goes back."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from infrastructure.cli.failures import CommandError
from infrastructure.cli.standing import Standing

_DEAD, _FIFO = "-dead", ".fifo"
_COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
_AT_ONCE = 10  # most messages that SQS gives at once
WAIT_S = 1  # a long poll asks every server of SQS's, so that no letter is overlooked
_LOOKING_S = 30  # how long a letter that is being looked at stays out of sight of others


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue between two steps, with its dead letters."""

    name: str
    url: str
    dead_url: str


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages wait, are being worked on, and are dead."""

    waiting: int
    at_work: int
    dead: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter, held for a moment; its body never leaves this process."""

    message_id: str
    body: str
    handle: str
    group: str = ""

    def __repr__(self) -> str:
        """Mask the body."""
        return f"Letter({self.message_id})"


class Queues:
    """The queues of a stack."""

    def __init__(self, standing: Standing) -> None:
        """Find the queues by the stack's name."""
        self._sqs = standing.client("sqs")
        self._prefix = f"{standing.name}-"

    def every(self) -> list[Queue]:
        """Give every queue that has dead letters, by name."""
        urls = {_name_of(url): url for url in self._urls()}
        living = (name for name in urls if not _is_dead(name))
        return [Queue(self._short(name), urls[name], urls[_dead_of(name)]) for name in sorted(living)]

    def named(self, name: str) -> Queue:
        """Give one queue by the name of its step.

        Raises:
            CommandError: naming the queues that there are.
        """
        found = {each.name: each for each in self.every()}
        if name not in found:
            message = f"there is no queue {name}; there are {', '.join(found)}"
            raise CommandError(message)
        return found[name]

    def depth(self, queue: Queue) -> Depth:
        """Count a queue's messages, as SQS counts: nearly."""
        waiting, at_work = self._counts(queue.url)
        return Depth(waiting, at_work, sum(self._counts(queue.dead_url)))

    def look(self, queue: Queue) -> list[Letter]:
        """Look at the dead letters and leave them; a FIFO queue shows the first ten of each group."""
        with self.held(queue) as letters:
            return letters

    @contextmanager
    def held(self, queue: Queue) -> Iterator[list[Letter]]:
        """Hold the dead letters for as long as the block lasts; those that are not dropped in it come back at once."""
        letters = list(self._taken(queue.dead_url))
        try:
            yield letters
        finally:
            for letter in letters:
                self._let_go(queue, letter)

    def put_back(self, queue: Queue, most: int) -> int:
        """Send dead letters back to their queue, at most so many, and tell how many went.

        A letter is sent before it is deleted: one that is sent twice is recognised by its step.
        """
        moved = 0
        while moved < most:
            letters = self._some(queue.dead_url, min(_AT_ONCE, most - moved))
            if not letters:
                break
            for letter in letters:
                self._sqs.send_message(QueueUrl=queue.url, MessageBody=letter.body, **_grouped(letter))
                self.drop(queue, letter)
                moved += 1
        return moved

    def drop(self, queue: Queue, letter: Letter) -> None:
        """Remove a dead letter that has been dealt with."""
        self._sqs.delete_message(QueueUrl=queue.dead_url, ReceiptHandle=letter.handle)

    def _let_go(self, queue: Queue, letter: Letter) -> None:
        with suppress(self._sqs.exceptions.ReceiptHandleIsInvalid, self._sqs.exceptions.MessageNotInflight):  # dropped
            self._sqs.change_message_visibility(
                QueueUrl=queue.dead_url, ReceiptHandle=letter.handle, VisibilityTimeout=0
            )

    def _taken(self, url: str) -> Iterator[Letter]:
        seen: set[str] = set()
        while fresh := [each for each in self._some(url, _AT_ONCE) if each.message_id not in seen]:
            seen |= {each.message_id for each in fresh}
            yield from fresh

    def _some(self, url: str, most: int) -> list[Letter]:
        answer = self._sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=most,
            VisibilityTimeout=_LOOKING_S,
            WaitTimeSeconds=WAIT_S,
            MessageSystemAttributeNames=["MessageGroupId"],
        )
        return [_letter(message) for message in answer.get("Messages", [])]

    def _urls(self) -> list[str]:
        pages = self._sqs.get_paginator("list_queues").paginate(QueueNamePrefix=self._prefix)
        return [url for page in pages for url in page.get("QueueUrls", [])]

    def _counts(self, url: str) -> tuple[int, int]:
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))["Attributes"]
        waiting, at_work = (int(found[name]) for name in _COUNTS)
        return waiting, at_work

    def _short(self, name: str) -> str:
        return name.removeprefix(self._prefix).removesuffix(_FIFO)


def _letter(message: dict[str, Any]) -> Letter:
    group = message.get("Attributes", {}).get("MessageGroupId", "")
    return Letter(message["MessageId"], message["Body"], message["ReceiptHandle"], group)


def _grouped(letter: Letter) -> dict[str, str]:
    if not letter.group:
        return {}
    # Never the same twice: SQS would swallow a letter that is put back again within five minutes.
    return {"MessageGroupId": letter.group, "MessageDeduplicationId": uuid4().hex}


def _name_of(url: str) -> str:
    return url.rpartition("/")[2]


def _is_dead(name: str) -> bool:
    return name.removesuffix(_FIFO).endswith(_DEAD)


def _dead_of(name: str) -> str:
    return f"{name.removesuffix(_FIFO)}{_DEAD}{_FIFO if name.endswith(_FIFO) else ''}"
