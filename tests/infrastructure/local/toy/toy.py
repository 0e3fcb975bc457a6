"""Functions without a purpose: each does what its message says, and notes in the table that it did."""

import functools
import json
import os
import signal
import time
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote_plus

import boto3

HANG_S = 60.0  # far beyond the function's timeout

Event = dict[str, Any]


def arrive(event: Event, context: object) -> None:
    """Pass each uploaded object's key on as a job."""
    del context
    for record in event["Records"]:
        for each in json.loads(record["body"]).get("Records", []):
            job = {"id": unquote_plus(each["s3"]["object"]["key"]), "site": os.environ["SITE"]}
            boto3.client("sqs").send_message(QueueUrl=os.environ["JOBS"], MessageBody=json.dumps(job))


def work(event: Event, context: object) -> Event:
    """Do each job and report those that failed."""
    del context
    failed = [record["messageId"] for record in event["Records"] if not _works(record)]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _works(record: Event) -> bool:
    job = json.loads(record["body"])
    tries = int(record["attributes"]["ApproximateReceiveCount"])
    _note(job["id"], {"tries": tries, "record": record, "site": job.get("site")})
    if job.get("does") == "raises":
        message = "as asked"
        raise ValueError(message)
    if tries == 1 and job.get("first") == "hangs":
        time.sleep(HANG_S)
    if tries == 1 and job.get("first") == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    return not (tries == 1 and job.get("first") == "fails")


def order(event: Event, context: object) -> Event:
    """Append each message to its group's list; where one fails at first, report it and those after it."""
    del context
    failed: list[str] = []
    for record in event["Records"]:
        group = record["attributes"]["MessageGroupId"]
        again = record["attributes"]["ApproximateReceiveCount"] != "1"
        if failed or (record["body"].startswith("stumble") and not again):
            failed.append(record["messageId"])
        else:
            _append(f"group-{group}", record["body"])
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def answer(event: Event, context: object) -> Event:
    """Show the caller the event."""
    del context
    return {
        "statusCode": 201,
        "headers": {"X-Toy": "yes", "Content-Type": "application/json"},
        "cookies": ["a=1", "b=2"],
        "body": json.dumps(event),
    }


def tick(event: Event, context: object) -> Event:
    """Give the event back."""
    del context
    return {"event": event}


def hear(event: Event, context: object) -> None:
    """Note what the topic said."""
    del context
    note = event["Records"][0]["Sns"]
    _note(note["Message"], {"tries": 1, "record": event["Records"][0], "site": None})


def mail(event: Event, context: object) -> Event:
    """Send one raw mail and show the environment."""
    del context
    message = EmailMessage()
    message["To"] = event["to"]
    message["From"] = os.environ["SENDER"]
    message["List-Unsubscribe"] = "<https://example.test/stop>"
    message.set_content("Grüße")
    boto3.client("sesv2").send_email(
        FromEmailAddress=os.environ["SENDER"],
        Destination={"ToAddresses": [event["to"]]},
        Content={"Raw": {"Data": message.as_bytes()}},
        ConfigurationSetName=os.environ["EVENTS"],
    )
    return {"environment": dict(os.environ)}


def _note(identifier: str, what: Event) -> None:
    _table().put_item(Item={"id": identifier, "what": json.dumps(what)})


@functools.cache
def _table() -> Any:
    return boto3.resource("dynamodb").Table(os.environ["TABLE"])


def _append(identifier: str, word: str) -> None:
    _table().update_item(
        Key={"id": identifier},
        UpdateExpression="SET words = list_append(if_not_exists(words, :none), :word)",
        ExpressionAttributeValues={":none": [], ":word": [word]},
    )
