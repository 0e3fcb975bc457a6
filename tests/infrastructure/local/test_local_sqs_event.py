"""A function's report of failed messages is read as Lambda reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infrastructure.local.sqs_event import failed_ids, sqs_event

BATCH = ["a", "b", "c"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize("answer", [None, {}, "", {"batchItemFailures": []}, {"batchItemFailures": None}, {"other": 1}])
def test_without_a_reported_failure_all_went_well(answer: object) -> None:
    """An empty report in any of its spellings."""
    assert failed_ids(answer, BATCH) == set()


def test_reported_messages_failed() -> None:
    """And no others."""
    assert failed_ids({"batchItemFailures": [{"itemIdentifier": "b"}]}, BATCH) == {"b"}


@pytest.mark.parametrize(
    "reported",
    [
        [{"itemIdentifier": "unknown"}],
        [{"itemIdentifier": ""}],
        [{"itemIdentifier": None}],
        [{"wrongName": "a"}],
        [{"itemIdentifier": "a"}, {"itemIdentifier": "unknown"}],
        ["a"],
        "a",
    ],
)
def test_an_unreadable_report_fails_the_whole_batch(reported: object) -> None:
    """Rather twice than never."""
    assert failed_ids({"batchItemFailures": reported}, BATCH) == set(BATCH)


@given(ANY_JSON)
def test_whatever_is_answered_only_messages_of_the_batch_can_fail(answer: object) -> None:
    """Any JSON at all."""
    assert failed_ids(answer, BATCH) <= set(BATCH)


def test_binary_attributes_travel_as_base64() -> None:
    """Since the event is JSON."""
    message = {
        "MessageId": "1",
        "ReceiptHandle": "r",
        "Body": "{}",
        "MD5OfBody": "m",
        "MessageAttributes": {"raw": {"DataType": "Binary", "BinaryValue": b"\xff"}},
    }

    (record,) = sqs_event([message], "arn:aws:sqs:us-east-1:1:q")["Records"]

    assert record["messageAttributes"]["raw"]["binaryValue"] == "/w=="
