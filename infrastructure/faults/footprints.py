"""What an AWS call touches, so that only those schedules are played which put two calls that meet in another order.

Two interleavings that differ in nothing but the order of calls that do not meet end in the same world, so one
of them is enough: Mazurkiewicz's traces (1977), as model checkers use them (Godefroid 1996).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

_EVERYTHING = ""  # a prefix of every place
_WRITES = frozenset({"Put", "Update", "Delete"})
_COUNTS = ("/KNOCK#", "/SALT#")  # requests add up to the same in any order, and a salt is made once
_READS_OF_S3 = frozenset({"GetObject", "HeadObject", "ListObjectVersions", "ListObjectsV2"})
_READS_OF_TABLES = frozenset({"GetItem", "BatchGetItem", "Query", "Scan"})
_READS_OF_KEYS = frozenset({"Decrypt", "GenerateDataKey", "GetSecretValue"})


@dataclass(frozen=True, slots=True)
class Touch:
    """A place, or all places that begin so, and whether they are changed there."""

    place: str
    is_write: bool = False

    def meets(self, other: "Touch") -> bool:
        """Tell whether the order of the two can be seen."""
        near = self.place.startswith(other.place) or other.place.startswith(self.place)
        return near and (self.is_write or other.is_write)


Footprint = tuple[Touch, ...]


def changes_nothing(name: str) -> bool:
    """Tell whether a call, named as `service.Operation`, leaves the world as it was."""
    return name.partition(".")[2] in _READS_OF_S3 | _READS_OF_TABLES | _READS_OF_KEYS


def footprint_of(service: str, operation: str, request: Mapping[str, Any]) -> Footprint:
    """Read what a call touches from the request as botocore is about to send it."""
    match service:
        case "dynamodb":
            touched = _in_tables(operation, json.loads(request["body"]))
            return tuple(each for each in touched if not any(count in each.place for count in _COUNTS))
        case "s3":
            return tuple(_in_buckets(operation, request))
        case "sesv2":
            return (Touch(_EVERYTHING),)  # whether a mail went before or after a write of the other is what counts
        case _:
            return ()  # keys, secrets and queues: nothing of another act's is seen there


def meetings(ones: Sequence[Footprint], others: Sequence[Footprint]) -> tuple[tuple[int, int], ...]:
    """Give the numbers of each two calls, one of each act, whose order matters."""
    return tuple(
        (one, other)
        for one, touched in enumerate(ones)
        for other, also in enumerate(others)
        if any(a.meets(b) for a in touched for b in also)
    )


def _in_tables(operation: str, body: Mapping[str, Any]) -> Iterator[Touch]:
    match operation:
        case "TransactWriteItems":
            for item in body["TransactItems"]:
                ((kind, each),) = item.items()
                yield Touch(_row(each["TableName"], each.get("Key") or each["Item"]), kind in _WRITES)
        case "BatchGetItem":
            for table, wanted in body["RequestItems"].items():
                yield from (Touch(_row(table, key)) for key in wanted["Keys"])
        case "Query" | "Scan":
            yield Touch(_asked(body))
        case _:
            yield Touch(_row(body["TableName"], body.get("Key") or body["Item"]), operation != "GetItem")


def _row(table: str, key: Mapping[str, Any]) -> str:
    return f"{table}/{key['pk']['S']}/{key['sk']['S']}"


def _asked(body: Mapping[str, Any]) -> str:
    values = body.get("ExpressionAttributeValues", {})
    if "IndexName" in body or ":pk" not in values:
        return f"{body['TableName']}/"
    return f"{body['TableName']}/{values[':pk']['S']}/{values.get(':sk', {'S': ''})['S']}"


def _in_buckets(operation: str, request: Mapping[str, Any]) -> Iterator[Touch]:
    prefix = str(request["query_string"].get("prefix", "")) if request["query_string"] else ""
    key = unquote(request["url_path"].partition("?")[0]).strip("/")
    yield Touch(key or prefix, operation not in _READS_OF_S3)  # without a key: all that begin so, in either bucket
