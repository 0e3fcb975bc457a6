"""Of schedules that cannot be told apart one is played, and none that can be is left out."""

import json
from itertools import product
from typing import Any

import hypothesis.strategies as st
from hypothesis import given

from infrastructure.faults.footprints import Footprint, Touch, footprint_of, meetings, unlike

PLACES = ("table/a/x", "table/a/y", "table/b/x", "table/a/", "")
footprints = st.lists(
    st.lists(st.builds(Touch, st.sampled_from(PLACES), st.booleans()), max_size=2).map(tuple), min_size=1, max_size=5
)


def played_out(schedule: tuple[int, ...], first: int, second: int) -> list[tuple[int, int]]:
    """Write the order of all calls out, by act and number, as the baton would pass it."""
    order: list[tuple[int, int]] = []
    left, holder = [first, second], 0
    for calls in (*schedule, 99, 99):
        made = min(calls, left[holder])
        done = (first, second)[holder] - left[holder]
        order += [(holder, done + number) for number in range(made)]
        left[holder] -= made
        holder = 1 - holder
    return order


def seen_order(schedule: tuple[int, ...], ones: list[Footprint], others: list[Footprint]) -> tuple[bool, ...]:
    order = played_out(schedule, len(ones), len(others))
    return tuple(order.index((0, a)) < order.index((1, b)) for a, b in meetings(ones, others))


@given(footprints, footprints)
def test_keeps_every_order_of_calls_that_meet_exactly_once(ones: list[Footprint], others: list[Footprint]) -> None:
    """The kept schedules show as many different orders as all of them do, each once."""
    schedules = list(product(range(len(ones) + 1), range(1, len(others) + 1)))

    kept = list(unlike(schedules, ones, others))

    shown = [seen_order(schedule, ones, others) for schedule in kept]
    assert len(shown) == len(set(shown))
    assert set(shown) == {seen_order(schedule, ones, others) for schedule in schedules}


def row(table: str, pk: str, sk: str) -> dict[str, Any]:
    return {"TableName": table, "Key": {"pk": {"S": pk}, "sk": {"S": sk}}}


def dynamo(operation: str, body: dict[str, Any]) -> Footprint:
    return footprint_of("dynamodb", operation, {"body": json.dumps(body)})


def test_reads_of_one_row_do_not_meet_and_a_write_meets_both() -> None:
    """Only where one of two changes something can their order be seen."""
    read, write = dynamo("GetItem", row("t", "a", "x")), dynamo("UpdateItem", row("t", "a", "x"))
    elsewhere = dynamo("UpdateItem", row("t", "b", "x"))

    assert meetings([read], [read, write, elsewhere]) == ((0, 1),)


def test_a_query_meets_what_is_written_below_it() -> None:
    """A question for all rows that begin so, and one of an index, see every such write."""
    values = {":pk": {"S": "a"}, ":sk": {"S": "HOLD#"}}
    below = dynamo("Query", {"TableName": "t", "ExpressionAttributeValues": values})
    index = dynamo("Query", {"TableName": "t", "IndexName": "agenda", "ExpressionAttributeValues": {":a": {"S": "x"}}})
    hold, other = dynamo("PutItem", row("t", "a", "HOLD#1")), dynamo("PutItem", row("t", "a", "CONSENT"))

    assert meetings([below, index], [hold, other]) == ((0, 0), (1, 0), (1, 1))


def test_a_transaction_touches_all_its_rows_and_a_mail_everything() -> None:
    """A checked row is read, a put one written; whether a mail went before a write is always of interest."""
    items = [
        {"Put": {"TableName": "t", "Item": row("t", "a", "x")["Key"]}},
        {"ConditionCheck": row("t", "a", "CONSENT")},
    ]
    transaction = dynamo("TransactWriteItems", {"TransactItems": items})
    mail = footprint_of("sesv2", "SendEmail", {})

    assert [touch.is_write for touch in transaction] == [True, False]
    assert meetings([mail], [transaction, dynamo("GetItem", row("t", "a", "x"))]) == ((0, 0),)


def test_an_object_meets_a_listing_above_it() -> None:
    """Keys come quoted in a request's path, prefixes as they are."""
    put = footprint_of("s3", "PutObject", {"url_path": "/clients/c%2B1/words", "query_string": {}})
    listing = footprint_of(
        "s3", "ListObjectVersions", {"url_path": "?versions", "query_string": {"prefix": "clients/c+1/"}}
    )

    assert meetings([put], [listing]) == ((0, 0),)
