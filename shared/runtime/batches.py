"""How a queue's batch reaches a service: one message at a time, failures told one by one."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from time import perf_counter
from types import MappingProxyType
from typing import Any, TypeVar

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import ValidationError

from shared.errors import DoorknobError, PermanentError, SettingError
from shared.messages import Message
from shared.runtime import wiring
from shared.runtime.metrics import write_failure, write_outcome
from shared.runtime.telemetry import step_logger, where
from shared.runtime.trail import write_step
from shared.services.outcome import Outcome

Body = TypeVar("Body", bound=Message)
Handler = Callable[[dict[str, Any], LambdaContext], PartialItemFailureResponse]

_IDS = ("client_id", "session_id", "prompt_id", "number")  # what one session's lines are found by, over every step
_about: ContextVar[Mapping[str, Any]] = ContextVar("about", default=MappingProxyType({}))
LAST_RECEIVE = 5  # the queues' maxReceiveCount, checked against the template by a test


@dataclass(frozen=True, slots=True)
class Delivery:
    """How often SQS has handed this message out."""

    receive_count: int

    @property
    def is_last(self) -> bool:
        """Whether the message goes to the dead-letter queue if it fails now."""
        return self.receive_count >= LAST_RECEIVE


class UnreadableMessageError(DoorknobError):
    """A body that is none of ours: it goes to the dead-letter queue, its content stays out of the log."""


def queue_handler(
    step: str, kind: type[Body], work: Callable[[Body, Delivery], Outcome], *, fifo: bool = False
) -> Handler:
    """Make a Lambda handler that gives each message of a batch to one piece of work."""

    def read(record: SQSRecord) -> Outcome:
        try:
            message = kind.model_validate_json(record.body)
        except ValidationError:
            unreadable = f"message {record.message_id} is not a {kind.__name__}"
            raise UnreadableMessageError(unreadable) from None
        _about.set(message.model_dump(mode="json"))
        outcome = work(message, _delivery(record))
        return replace(outcome, about={**message.model_dump(mode="json"), **outcome.about})

    return record_handler(step, read, fifo=fifo)


def record_handler(step: str, work: Callable[[SQSRecord], Outcome], *, fifo: bool = False) -> Handler:
    """Make a Lambda handler for records that are not our own messages: S3's and SES's events."""

    def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
        logger = step_logger(step)
        return process_partial_response(
            event=event,
            record_handler=lambda record: _watched(step, record, work, logger),
            processor=_processor(fifo=fifo),
            context=context,
        )

    return handler


def _processor(*, fifo: bool) -> BatchProcessor:
    # Never raise for a whole batch: that error quotes every child's message.
    if fifo:
        processor = SqsFifoPartialProcessor(skip_group_on_error=True)
        processor.raise_on_entire_batch_failure = False
        return processor
    return BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def _watched(step: str, record: SQSRecord, work: Callable[[SQSRecord], Outcome], logger: Logger) -> None:
    began = perf_counter()
    _about.set({})
    try:
        wiring.stores().refuse_a_restored_ledger()
        outcome = _ended_well_or_for_good(lambda: work(record))
        write_step(step, outcome, record.message_id)
    except Exception as error:
        _log(logger, record, began, Outcome(f"failed: {type(error).__name__}", about=_about.get()), at=where(error))
        write_failure(step, is_refused=isinstance(error, SettingError))
        raise
    _log(logger, record, began, outcome)
    write_outcome(step, outcome, (perf_counter() - began) * 1000)


def _ended_well_or_for_good(work: Callable[[], Outcome]) -> Outcome:
    try:
        return work()
    except PermanentError as error:
        return Outcome(f"ended: {type(error).__name__}", about=_about.get())


def _log(logger: Logger, record: SQSRecord, began: float, outcome: Outcome, *, at: str = "") -> None:
    ids: dict[str, Any] = {name: outcome.about[name] for name in _IDS if name in outcome.about}
    logger.info(
        "handled",
        **ids,
        message_id=record.message_id,
        receive_count=_delivery(record).receive_count,
        outcome=outcome.word,
        figures=outcome.figures,
        where=at,
        milliseconds=round((perf_counter() - began) * 1000),
    )


def _delivery(record: SQSRecord) -> Delivery:
    return Delivery(int(record.attributes.approximate_receive_count or "1"))
