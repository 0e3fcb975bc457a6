"""The queues between the steps: one SQS queue for each kind of message."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from shared.adapters.aws_errors import translated
from shared.errors import SettingError, UnavailableError
from shared.messages import Message, SendPrompt

_BATCH = 10  # most messages that SQS takes at once


class SqsOutbox:
    """Puts each message on the queue of its kind."""

    def __init__(self, sqs: Any, urls: Mapping[str, str]) -> None:
        """Send over this client to these queue URLs, by the messages' queue names."""
        self._sqs = sqs
        self._urls = urls

    def send(self, *messages: Message) -> None:
        """Put messages on their queues, ten at a time.

        Raises:
            SettingError: when the function has no URL for a message's queue.
            UnavailableError: when SQS did not take all of them.
        """
        for queue in dict.fromkeys(message.queue for message in messages):
            same = [message for message in messages if message.queue == queue]
            for start in range(0, len(same), _BATCH):
                self._send_batch(queue, same[start : start + _BATCH])

    def _send_batch(self, queue: str, messages: Sequence[Message]) -> None:
        url = self._urls.get(queue)
        if not url:
            message = f"no URL for the {queue} queue: set {queue.upper()}_QUEUE_URL"
            raise SettingError(message)
        entries = [{"Id": str(place), **_entry(each)} for place, each in enumerate(messages)]
        with translated(f"send to {queue}"):
            failed = self._sqs.send_message_batch(QueueUrl=url, Entries=entries).get("Failed", [])
        if failed:
            message = f"the {queue} queue did not take {len(failed)} of {len(entries)} messages"
            raise UnavailableError(message)


def _entry(message: Message) -> dict[str, str]:
    body = {"MessageBody": message.model_dump_json()}
    if isinstance(message, SendPrompt):
        # One client's prompts in order, never two at once. The claim guards against doubles; SQS's own
        # five-minute deduplication would swallow a prompt that was postponed and is due again.
        return {**body, "MessageGroupId": message.client_id, "MessageDeduplicationId": uuid4().hex}
    return body
