"""Counts what a session of fifty minutes asks of AWS: the fault suite's plain story in 25 parts, every row weighed.

`make scale` prints the counts, and the numbers that `paper.py` is to reckon with. The schedules' calls are those of
three ticks each: what they look at is the same however many sessions there are.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from moto.backends import get_backend
from moto.dynamodb.models.dynamo_type import DynamoType, Item

from infrastructure.faults import script
from infrastructure.faults.calls import CALLS
from infrastructure.faults.place import opened_place
from infrastructure.faults.run import play
from infrastructure.load import paper
from infrastructure.local.place import ACCOUNT, REGION

_SCHEDULES = frozenset({"keep_watch", "release_prompts"})
_DOORS = frozenset({"serve_therapist", "serve_client"})
_A_TICKS_OWN = frozenset(  # as many where there is no session
    {
        ("keep_watch", "dynamodb.Query"),
        ("release_prompts", "dynamodb.Query"),
        ("release_prompts", "dynamodb.GetItem"),
    }
)
_READS = frozenset({"dynamodb.GetItem", "dynamodb.Query", "dynamodb.BatchGetItem"})
_KB = 1024
_ON_AND_ON = ("C", "And then we went on about the week, and about what it was like.")
_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})


@dataclass
class Count:
    """Calls by step and operation, and write units by table or index."""

    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)

    def add_write(self, table: str, before: Item | None, after: Item | None, times: int) -> None:
        """Weigh a row before and after a write, as DynamoDB bills it; an index is written where its share changed."""
        units = ceil(max(1, *(_weight_of_row(each) for each in (before, after) if each)) / _KB)
        self.units[table.split("-")[-2]] += units * times
        if any(each and "listed" in each.attrs for each in (before, after)):
            self.units["index by_therapist"] += units
        places = [_place_on_agenda(each) for each in (before, after)]
        if places[0] != places[1]:
            self.units["index agenda"] += sum(place is not None for place in places)


@contextmanager
def counted() -> Iterator[Count]:
    """Count every call that a handler makes for as long as the block lasts."""
    count, make_call = Count(), BaseClient._make_api_call  # noqa: SLF001 - where all pass

    def weighed(self: BaseClient, operation: str, given: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any answer
        if not CALLS._stage.is_on:  # noqa: SLF001 - whether a handler asks, or the story looks on
            return make_call(self, operation, given)
        is_a_ticks_own = CALLS.step in _SCHEDULES and operation == "PutItem"  # its line in the trail
        writes = [] if is_a_ticks_own else list(_writes(operation, given))
        before = [_row(table, key) for table, key, _ in writes]
        answer = make_call(self, operation, given)
        count.calls[CALLS.step, f"{self.meta.service_model.service_name}.{operation}"] += 1
        for (table, key, times), was in zip(writes, before, strict=True):
            count.add_write(table, was, _row(table, key), times)
        return answer

    with patch.object(BaseClient, "_make_api_call", weighed):
        yield count


def count_a_session(parts: int = paper.PARTS) -> Count:
    """Play the story once with so many parts."""
    said = (*script._SAID, *[_ON_AND_ON] * (parts - len(script._SAID)))  # noqa: SLF001 - a line for each part
    with patch.multiple(script, PARTS=parts, _SAID=said), opened_place() as place, counted() as count:
        play(place)
    return count


def numbers_for_paper(count: Count) -> Mapping[str, int]:
    """Give what was counted by the names that `paper.py` has for it; what only the doors read is apart there."""
    units = count.units
    reads = {each: calls for each, calls in count.calls.items() if each[0] not in _DOORS and each[1] in _READS}
    return {
        "LEDGER_TABLE_WRITES": units["LedgerTable"],
        "INDEX_WRITES": units["index by_therapist"] + units["index agenda"],
        "TRAIL_AND_KEYS_WRITES": units["TrailTable"] + units["KeysTable"],
        "READS": sum(calls for each, calls in reads.items() if each not in _A_TICKS_OWN),
    }


def _writes(operation: str, given: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], int]]:
    if operation in _WRITES:
        yield given["TableName"], given.get("Key") or given["Item"], 1
    for each in given.get("TransactItems", ()):
        (what,) = each.values()
        yield what["TableName"], what.get("Key") or what["Item"], 2  # once to prepare, once to commit


def _row(table: str, key: Mapping[str, Any]) -> Item | None:
    """Find a row in moto's memory: asking for it would be a call."""
    found = get_backend("dynamodb")[ACCOUNT][REGION].tables[table]
    wanted = tuple(key[name] for name in ("pk", "sk"))
    rows = (row for below in found.items.values() for row in below.values())
    return next((_copied(row) for row in rows if (row.attrs["pk"].value, row.attrs["sk"].value) == wanted), None)


def _weight_of_row(row: Item) -> int:
    return sum(len(name) + _weight(value) for name, value in row.attrs.items())


def _weight(value: DynamoType) -> int:
    """Give a value's bytes by AWS's rules: three for a list or map, and one for each thing in it."""
    if value.is_map():
        return 3 + sum(1 + len(name) + _weight(DynamoType(each)) for name, each in value.value.items())
    if value.is_list():
        return 3 + sum(1 + _weight(DynamoType(each)) for each in value.value)
    return int(value.size())


def _copied(row: Item) -> Item:
    return Item(row.hash_key, row.range_key, row.to_json()["Attributes"])


def _place_on_agenda(row: Item | None) -> tuple[Any, ...] | None:
    return tuple(row.attrs[name].value for name in ("agenda", "due")) if row and "agenda" in row.attrs else None


def main() -> None:
    """Print the counts."""
    count = count_a_session()
    for (step, operation), calls in sorted(count.calls.items()):
        sys.stdout.write(f"{step:18} {operation:32} {calls:5}\n")
    for where, units in sorted(count.units.items()):
        sys.stdout.write(f"write units of {where:36} {units:5}\n")
    for name, number in numbers_for_paper(count).items():
        sys.stdout.write(f"{name:51} {number:5}, and {getattr(paper, name)} in paper.py\n")


if __name__ == "__main__":
    main()
