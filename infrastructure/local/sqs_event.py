"""The shape in which Lambda hands SQS messages to a function, and how it reads the function's answer."""

import base64

from infrastructure.local.place import REGION, Json


def sqs_event(messages: list[Json], queue_arn: str) -> Json:
    """Build the event a function sees for a batch of received messages."""
    return {"Records": [_record(message, queue_arn) for message in messages]}


def failed_ids(answer: object, batch: list[str]) -> set[str]:
    """Tell which messages of a batch a function reported as failed, by Lambda's rules.

    Nothing reported means that all went well; a report that cannot be understood, or that names a
    message outside the batch, fails the whole batch.
    """
    if not answer:
        return set()
    if not isinstance(answer, dict):
        return set(batch)
    reported = answer.get("batchItemFailures")
    if not reported:
        return set()
    named = _named(reported)
    return named if named and named <= set(batch) else set(batch)


def _named(reported: object) -> set[str]:
    """Read the identifiers of a report; an unreadable one becomes the empty, so unknown, identifier."""
    if not isinstance(reported, list):
        return set()
    found = (each.get("itemIdentifier") if isinstance(each, dict) else None for each in reported)
    return {each if isinstance(each, str) else "" for each in found}


def _record(message: Json, queue_arn: str) -> Json:
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    }
    if "MD5OfMessageAttributes" in message:
        record["md5OfMessageAttributes"] = message["MD5OfMessageAttributes"]
    return record


def _attribute(value: Json) -> Json:
    answer: Json = {"dataType": value["DataType"], "stringListValues": [], "binaryListValues": []}
    if "StringValue" in value:
        answer["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        answer["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return answer
