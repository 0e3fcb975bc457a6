"""What wakes a function from a queue: the stack's event source mappings, read into one form.

Topics and buckets that call a function directly are given a queue of their own in between, because
moto delivers to queues but cannot call our functions. EventBridge rules with a pattern are not
supported: moto delivers them neither to functions nor to queues.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from infrastructure.local.deploy import Deployed
from infrastructure.local.place import Json
from infrastructure.local.sqs_event import sqs_event

ClientOf = Callable[[str], Any]
ToEvent = Callable[[list[Json], str], Json]
_DEFAULT_BATCH = 10
_BETWEEN_S = 1000.0  # longer than any function may run
_DEFAULT_CONCURRENCY = 1000  # the function's own limit is far below


class UnsupportedError(Exception):
    """The template asks for something that the local stack does not do."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """One queue, the function it wakes, and how."""

    queue_url: str
    queue_arn: str
    function: str  # an ARN or a name
    visibility_s: float
    batch_size: int = _DEFAULT_BATCH
    window_s: float = 0.0
    concurrency: int = _DEFAULT_CONCURRENCY
    takes_reports: bool = False
    to_event: ToEvent = sqs_event

    @property
    def queue_name(self) -> str:
        """The queue's name."""
        return self.queue_arn.rpartition(":")[2]

    @property
    def is_fifo(self) -> bool:
        """Whether the queue keeps an order within each group."""
        return self.queue_arn.endswith(".fifo")


def mappings_of(deployed: Deployed, client_of: ClientOf) -> Iterator[Mapping]:
    """Read every mapping from a queue to a function."""
    for logical_id, properties in deployed.of_type("AWS::Lambda::EventSourceMapping"):
        if str(properties.get("Enabled", True)).lower() == "true":
            yield _mapping(logical_id, properties, client_of)
    for logical_id, properties in deployed.of_type("AWS::SNS::Subscription"):
        if properties["Protocol"] == "lambda":
            yield _from_topic(logical_id, properties, client_of)
    for logical_id, properties in deployed.of_type("AWS::S3::Bucket"):
        yield from _from_bucket(deployed.physical_id(logical_id), logical_id, properties, client_of)


def _mapping(logical_id: str, properties: Json, client_of: ClientOf) -> Mapping:
    arn = properties["EventSourceArn"]
    if ":sqs:" not in arn or "FilterCriteria" in properties:
        message = f"{logical_id}: only SQS queues without filters wake functions here"
        raise UnsupportedError(message)
    queue_url, visibility_s = _found(client_of("sqs"), arn)
    return Mapping(
        queue_url=queue_url,
        queue_arn=arn,
        function=properties["FunctionName"],
        visibility_s=visibility_s,
        batch_size=int(properties.get("BatchSize", _DEFAULT_BATCH)),
        window_s=float(properties.get("MaximumBatchingWindowInSeconds", 0)),
        concurrency=int(properties.get("ScalingConfig", {}).get("MaximumConcurrency", _DEFAULT_CONCURRENCY)),
        takes_reports="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", []),
    )


def _found(sqs: Any, arn: str) -> tuple[str, float]:  # noqa: ANN401
    url = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    return url, float(attributes["VisibilityTimeout"])


def _from_topic(logical_id: str, properties: Json, client_of: ClientOf) -> Mapping:
    queue_url, queue_arn = _queue_between(logical_id, client_of)
    client_of("sns").subscribe(TopicArn=properties["TopicArn"], Protocol="sqs", Endpoint=queue_arn)
    return Mapping(queue_url, queue_arn, properties["Endpoint"], _BETWEEN_S, batch_size=1, to_event=_sns_event)


def _from_bucket(bucket: str, logical_id: str, properties: Json, client_of: ClientOf) -> Iterator[Mapping]:
    configured = properties.get("NotificationConfiguration", {}).get("LambdaConfigurations", [])
    for number, each in enumerate(configured):
        queue_url, queue_arn = _queue_between(f"{logical_id}-{number}", client_of)
        _notify(client_of("s3"), bucket, queue_arn, each)
        yield Mapping(queue_url, queue_arn, each["Function"], _BETWEEN_S, batch_size=1, to_event=_s3_event)


def _queue_between(name: str, client_of: ClientOf) -> tuple[str, str]:
    sqs = client_of("sqs")
    url = sqs.create_queue(
        QueueName=f"local-{name}",
        Attributes={"VisibilityTimeout": str(int(_BETWEEN_S))},
    )["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    return url, attributes["QueueArn"]


def _notify(s3: Any, bucket: str, queue_arn: str, wanted: Json) -> None:  # noqa: ANN401
    """Add one notification to those the bucket has."""
    present = s3.get_bucket_notification_configuration(Bucket=bucket)
    present.pop("ResponseMetadata")
    added: Json = {"QueueArn": queue_arn, "Events": [wanted["Event"]]}
    if rules := wanted.get("Filter", {}).get("S3Key", {}).get("Rules"):
        added["Filter"] = {"Key": {"FilterRules": rules}}
    queues = [*present.get("QueueConfigurations", []), added]
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={**present, "QueueConfigurations": queues},
    )


def _s3_event(messages: list[Json], _: str) -> Json:
    event: Json = json.loads(messages[0]["Body"])
    return event


def _sns_event(messages: list[Json], _: str) -> Json:
    note: Json = json.loads(messages[0]["Body"])
    note["SigningCertUrl"] = note.pop("SigningCertURL", "")
    note["UnsubscribeUrl"] = note.pop("UnsubscribeURL", "")
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": f"{note['TopicArn']}:local",
                "Sns": {"Subject": None, "MessageAttributes": {}, **note},
            },
        ],
    }
