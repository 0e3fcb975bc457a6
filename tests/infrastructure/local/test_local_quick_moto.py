"""What moto answers quickly is what it answered slowly, and a transaction that fails leaves all as it was."""

from collections.abc import Iterator
from contextlib import ExitStack
from decimal import Decimal
from typing import Any

import boto3
import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws
from moto.dynamodb.models import dynamo_type
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table

from infrastructure.local.place import REGION
from infrastructure.local.quick_moto import quick_moto

_LEAVES = st.one_of(
    st.text(max_size=8),
    st.integers(-(10**9), 10**9),
    st.booleans(),
    st.none(),
    st.binary(min_size=1, max_size=8),
    st.sets(st.text(min_size=1, max_size=4), min_size=1, max_size=3),
)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=4), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(name="table")
def _table() -> Iterator[Any]:
    with mock_aws():
        resource = boto3.resource("dynamodb", region_name=REGION)
        yield resource.create_table(
            TableName="ledger",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
            BillingMode="PAY_PER_REQUEST",
        )


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=_VALUES)
def test_an_answer_is_the_same_quick_and_slow(table: Any, value: Any) -> None:
    table.put_item(Item={"pk": "a", "sk": "1", "value": value})
    slow = _everything(table)
    with quick_moto():
        assert _everything(table) == slow


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from(["R#1", "R#2", "R#10", "S", "T#"])), min_size=1))
def test_a_query_finds_the_same_quick_and_slow(table: Any, keys: set[tuple[str, str]]) -> None:
    for row in _everything(table):
        table.delete_item(Key={"pk": row["pk"], "sk": row["sk"]})
    for pk, sk in sorted(keys, key=hash):
        table.put_item(Item={"pk": pk, "sk": sk})
    asked = [Key("pk").eq("a"), Key("pk").eq("b") & Key("sk").begins_with("R#"), Key("pk").eq("nobody")]

    def answers() -> list[Any]:
        forward = [table.query(KeyConditionExpression=each)["Items"] for each in asked]
        last = table.query(KeyConditionExpression=asked[0], ScanIndexForward=False, Limit=2)
        return [*forward, last["Items"], last.get("LastEvaluatedKey")]

    slow = answers()
    with quick_moto():
        assert answers() == slow


def test_keeps_nothing_of_what_it_answered(table: Any) -> None:
    """Every answer holds copies of rows; moto itself would keep them all for as long as it runs."""
    table.put_item(Item={"pk": "a", "sk": "1"})
    before = len(Item.instances_tracked)
    with quick_moto():
        for _ in range(5):
            table.query(KeyConditionExpression=Key("pk").eq("a"))
    quickly = len(Item.instances_tracked) - before
    table.query(KeyConditionExpression=Key("pk").eq("a"))

    assert (quickly, len(Item.instances_tracked) - before) == (0, 1)


def test_keeps_nothing_of_what_it_might_have_rolled_back(table: Any) -> None:
    """Before a transaction the table is copied; moto itself would keep every copy, with all the rows in it."""
    for pk in "ab":
        table.put_item(Item={"pk": pk, "sk": "1", "n": Decimal(1)})
    before = len(Table.instances_tracked)
    with quick_moto():
        _transact(table, expected=1)
    quickly = len(Table.instances_tracked) - before
    _transact(table, expected=1)

    assert quickly == 0
    assert len(Table.instances_tracked) > before


@pytest.mark.parametrize("quickly", [True, False])
def test_a_failed_transaction_leaves_every_row_as_it_was(table: Any, *, quickly: bool) -> None:
    rows = [{"pk": pk, "sk": sk, "n": Decimal(1), "deep": {"list": [1, "x"]}} for pk in "ab" for sk in "12"]
    for row in rows:
        table.put_item(Item=row)
    before = _everything(table)
    with ExitStack() as opened:
        if quickly:
            opened.enter_context(quick_moto())
        with pytest.raises(ClientError, match="TransactionCanceled"):
            _transact(table, expected=2)
        assert _everything(table) == before
        _transact(table, expected=1)
        after = _everything(table)
    assert after != before
    assert len(after) == len(before)


def test_only_the_named_partitions_are_copied(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        table.put_item(Item={"pk": f"other-{number}", "sk": "1", "n": 1})
    for pk, sk in ("a1", "a2", "b1", "b2"):
        table.put_item(Item={"pk": pk, "sk": sk, "n": 1})
    copied: list[object] = []
    original = dynamo_type.Item.__deepcopy__
    monkeypatch.setattr(dynamo_type.Item, "__deepcopy__", lambda item, memo: copied.append(1) or original(item, memo))
    with quick_moto():
        _transact(table, expected=1)
    assert len(copied) < 50


def _everything(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.scan()["Items"]
    got = [table.get_item(Key={"pk": row["pk"], "sk": row["sk"]})["Item"] for row in rows]
    assert got == rows
    return rows


def _transact(table: Any, *, expected: int) -> None:
    """Change, add and remove rows, on a condition that holds when one is expected."""
    update = {
        "Key": {"pk": "a", "sk": "1"},
        "UpdateExpression": "SET #n = :two REMOVE deep",
        "ExpressionAttributeNames": {"#n": "n"},
        "ExpressionAttributeValues": {":two": 2},
    }
    check = {
        "Key": {"pk": "b", "sk": "1"},
        "ConditionExpression": "#n = :n",
        "ExpressionAttributeNames": {"#n": "n"},
        "ExpressionAttributeValues": {":n": expected},
    }
    operations = [
        {"Update": update},
        {"Put": {"Item": {"pk": "c", "sk": "1"}}},
        {"Delete": {"Key": {"pk": "b", "sk": "2"}}},
        {"ConditionCheck": check},
    ]
    for operation in operations:
        next(iter(operation.values()))["TableName"] = table.name
    table.meta.client.transact_write_items(TransactItems=operations)
