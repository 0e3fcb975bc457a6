"""Queues wake functions as on AWS: batches, retries, dead letters, order, and processes that die."""

import json
import time
import uuid
from typing import Any

import pytest

from infrastructure.local.stack import LocalStack

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

IDLE_S = 20.0


def test_an_upload_passes_from_queue_to_queue(stack: LocalStack) -> None:
    """Bucket → queue → function → queue → function, with a key that needs quoting."""
    key = f"in/a b+ü%-{uuid.uuid4()}.wav"

    stack.client("s3").put_object(Bucket=stack.physical_id("Inbox"), Key=key, Body=b"sound")
    stack.wait_idle(IDLE_S)

    assert noted(stack, key)["tries"] == 1


def test_an_upload_outside_the_prefix_wakes_nobody(stack: LocalStack) -> None:
    """The filter of the bucket's notification holds."""
    key = f"out/{uuid.uuid4()}"

    stack.client("s3").put_object(Bucket=stack.physical_id("Inbox"), Key=key, Body=b"sound")
    stack.wait_idle(IDLE_S)

    assert not is_noted(stack, key)


def test_the_bucket_keeps_versions_as_the_template_says(stack: LocalStack) -> None:
    """What moto's CloudFormation ignores of a bucket is done after it."""
    bucket = stack.physical_id("Inbox")

    versioning = stack.client("s3").get_bucket_versioning(Bucket=bucket)

    assert versioning["Status"] == "Enabled"


def test_a_record_has_the_shape_lambda_gives_it(stack: LocalStack) -> None:
    """A function sees identifiers, attributes and source as on AWS."""
    job = new_job()

    stack.client("sqs").send_message(
        QueueUrl=stack.physical_id("Jobs"),
        MessageBody=json.dumps(job),
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "toy"}},
    )
    stack.wait_idle(IDLE_S)

    record = noted(stack, job["id"])["record"]
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"].endswith(stack.physical_id("Jobs").rpartition("/")[2])
    assert record["awsRegion"] == "us-east-1"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["messageAttributes"]["kind"]["stringValue"] == "toy"
    assert {"messageId", "receiptHandle", "body", "md5OfBody"} <= record.keys()


def test_only_what_a_function_reports_as_failed_comes_back(stack: LocalStack) -> None:
    """The others of its batch are not tried again."""
    stumbling, smooth = new_job(first="fails"), new_job()

    send(stack, stumbling, smooth)
    stack.wait_idle(IDLE_S)

    assert noted(stack, stumbling["id"])["tries"] == 2
    assert noted(stack, smooth["id"])["tries"] == 1


def test_a_poison_message_ends_in_the_dead_letter_queue(stack: LocalStack) -> None:
    """After the three receives its queue allows."""
    poison = new_job(does="raises")

    send(stack, poison)
    stack.wait_idle(IDLE_S)

    assert noted(stack, poison["id"])["tries"] == 3
    assert poison["id"] in lost_ids(stack)


def test_a_hung_function_is_killed_and_its_message_comes_back(stack: LocalStack) -> None:
    """Its timeout is two seconds, it would sleep for a minute, and who waits too short is told for what."""
    job = new_job(first="hangs")
    started = time.monotonic()

    send(stack, job)
    with pytest.raises(TimeoutError, match="Jobs"):
        stack.wait_idle(0.5)
    stack.wait_idle(IDLE_S)

    assert noted(stack, job["id"])["tries"] == 2
    assert 2 < time.monotonic() - started < IDLE_S


def test_a_function_that_dies_gets_its_message_again(stack: LocalStack) -> None:
    """The process is gone in the middle of the invocation."""
    job = new_job(first="dies")

    send(stack, job)
    stack.wait_idle(IDLE_S)

    assert noted(stack, job["id"])["tries"] == 2


def test_a_killed_worker_gets_its_message_again(stack: LocalStack) -> None:
    """A crash from outside while a message is in work."""
    job = new_job(first="hangs")
    send(stack, job)
    wait_until_noted(stack, job["id"])

    stack.restart("WorkFunction")
    stack.wait_idle(IDLE_S)

    assert noted(stack, job["id"])["tries"] == 2


def test_a_group_keeps_its_order_while_one_of_it_fails(stack: LocalStack) -> None:
    """The stumbling message is first again, and the other group does not wait for it."""
    first, second = f"a-{uuid.uuid4()}", f"b-{uuid.uuid4()}"
    words = ["one", f"stumble-{first}", "three", "four", "five"]

    for number, word in enumerate(words):
        put_in_order(stack, first, word, f"{first}-{number}")
        put_in_order(stack, second, str(number), f"{second}-{number}")
    stack.wait_idle(IDLE_S)

    assert order_of(stack, first) == words
    assert order_of(stack, second) == ["0", "1", "2", "3", "4"]


def test_a_topic_calls_a_function(stack: LocalStack) -> None:
    """An image function here, named by its command."""
    word = str(uuid.uuid4())

    stack.client("sns").publish(TopicArn=stack.physical_id("Announcements"), Message=word)
    stack.wait_idle(IDLE_S)

    assert noted(stack, word)["record"]["EventSource"] == "aws:sns"


def test_many_messages_all_arrive_once(stack: LocalStack) -> None:
    """A hundred in batches over two workers: none lost, none done twice."""
    jobs = [new_job() for _ in range(100)]

    for start in range(0, len(jobs), 10):
        send(stack, *jobs[start : start + 10])
    stack.wait_idle(IDLE_S)

    assert {noted(stack, job["id"])["tries"] for job in jobs} == {1}


def new_job(**wishes: str) -> dict[str, str]:
    """Make a job nobody else has."""
    return {"id": str(uuid.uuid4()), **wishes}


def send(stack: LocalStack, *jobs: dict[str, str]) -> None:
    """Put jobs on the queue in one call."""
    stack.client("sqs").send_message_batch(
        QueueUrl=stack.physical_id("Jobs"),
        Entries=[{"Id": str(number), "MessageBody": json.dumps(job)} for number, job in enumerate(jobs)],
    )


def put_in_order(stack: LocalStack, group: str, word: str, identifier: str) -> None:
    """Put a word on the ordered queue."""
    stack.client("sqs").send_message(
        QueueUrl=stack.physical_id("Ordered"),
        MessageBody=word,
        MessageGroupId=group,
        MessageDeduplicationId=identifier,
    )


def order_of(stack: LocalStack, group: str) -> list[str]:
    """Read in which order a group's words were handled."""
    return [each["S"] for each in item(stack, f"group-{group}")["words"]["L"]]


def noted(stack: LocalStack, identifier: str) -> dict[str, Any]:
    """Read what a function noted last."""
    note: dict[str, Any] = json.loads(item(stack, identifier)["what"]["S"])
    return note


def is_noted(stack: LocalStack, identifier: str) -> bool:
    """Tell whether any function noted this."""
    return bool(item(stack, identifier))


def wait_until_noted(stack: LocalStack, identifier: str) -> None:
    """Wait until a function has begun with this."""
    limit = time.monotonic() + IDLE_S
    while not is_noted(stack, identifier):
        assert time.monotonic() < limit
        time.sleep(0.05)


def item(stack: LocalStack, identifier: str) -> dict[str, Any]:
    """Read one item of the toy's table."""
    table = stack.outputs["NotesTable"]
    answer = stack.client("dynamodb").get_item(TableName=table, Key={"id": {"S": identifier}}, ConsistentRead=True)
    found: dict[str, Any] = answer.get("Item", {})
    return found


def lost_ids(stack: LocalStack) -> set[str]:
    """Read which jobs are in the dead-letter queue."""
    answer = stack.client("sqs").receive_message(
        QueueUrl=stack.physical_id("LostJobs"),
        MaxNumberOfMessages=10,
        VisibilityTimeout=0,
    )
    return {json.loads(each["Body"])["id"] for each in answer.get("Messages", [])}
