"""What two AWS calls touch, and whether their order can be seen."""

import json
from typing import Any

from infrastructure.faults.footprints import Footprint, footprint_of, meetings


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
