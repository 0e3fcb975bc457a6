"""Makes moto's DynamoDB quick where it would spend most of a run: writing answers, finding rows, rolling back.

moto 5.2 looks up every attribute of a nested value by each name it might have, which took three
quarters of the time of a read. It sorts every row of a table before each query, and copies every row
before each transaction, so that a run of n of either costs n²; with 3,000 clients three quarters of the
local AWS's time went into sorting. And for a page of its own it keeps whatever it ever made, the copies of
rows in each answer and of tables before each transaction too: 1,700 sessions took 24 GB. Here a value travels
as it is held, a query of one partition looks at that partition, only the partitions that a transaction names
are copied, and nothing is kept but what is stored. Whatever is out of the ordinary goes moto's own way.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import signature
from typing import Any
from unittest.mock import patch

from moto.core.common_models import BaseModel
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

_BYTES = frozenset({"B", "BS"})
_named: ContextVar[Sequence[Mapping[str, Any]] | None] = ContextVar("items of the transaction in hand", default=None)
_asked: ContextVar[DynamoType | None] = ContextVar("partition that the query in hand asks for", default=None)


@contextmanager
def quick_moto() -> Iterator[None]:
    """Answer and roll back quickly, for as long as the block lasts."""
    with (
        patch.object(BaseJSONSerializer, "_serialize_type_structure", _quick_structure()),
        patch.object(DynamoDBBackend, "transact_write_items", _naming_what_it_touches()),
        patch.object(Table, "__deepcopy__", _copy_of_named, create=True),
        patch.object(Item, "__new__", _untracked, create=True),
        patch.object(Table, "__new__", _untracked, create=True),
        patch.object(Table, "query", _asking_for_one_partition()),
        patch.object(Table, "all_items", _only_what_is_asked_for()),
    ):
        yield


def _untracked(cls: type[BaseModel], *_: object, **__: object) -> BaseModel:
    """Make a row or a table that moto does not list; objects in S3 it must, to close their files in the end."""
    return object.__new__(cls)


def _quick_structure() -> Any:  # noqa: ANN401  (moto's own signature)
    original = BaseJSONSerializer._serialize_type_structure  # noqa: SLF001  (moto offers no door to it)

    def serialize(self: Any, serialized: dict[str, Any], value: Any, shape: Any, key: str) -> None:  # noqa: ANN401
        if key and shape.name == "AttributeValue" and _travels(value):
            self._default_serialize(serialized, value, shape, key)
        else:
            original(self, serialized, value, shape, key)

    return serialize


def _travels(value: Mapping[str, Any]) -> bool:
    """Tell whether a value is in the form of DynamoDB's JSON already, all the way down: bytes are not."""
    ((kind, held),) = value.items()
    if kind == "M":
        return all(map(_travels, held.values()))
    if kind == "L":
        return all(map(_travels, held))
    return kind not in _BYTES


def _asking_for_one_partition() -> Any:  # noqa: ANN401
    parameters = signature(Table.query)
    answer = Table.query

    def query(self: Table, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        asks = parameters.bind(self, *args, **kwargs).arguments
        token = _asked.set(None if asks.get("index_name") else asks["hash_key"])
        try:
            return answer(self, *args, **kwargs)
        finally:
            _asked.reset(token)

    return query


def _only_what_is_asked_for() -> Any:  # noqa: ANN401
    original = Table.all_items

    def all_items(self: Table) -> list[Item]:
        partition = _asked.get()
        if partition is None or not self.range_key_attr:
            return original(self)
        return list(self.items.get(partition, {}).values())

    return all_items


def _naming_what_it_touches() -> Any:  # noqa: ANN401
    original = DynamoDBBackend.transact_write_items

    def transact(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        token = _named.set([operation for item in transact_items for operation in item.values()])
        try:
            original(self, transact_items)
        finally:
            _named.reset(token)

    return transact


def _copy_of_named(table: Any, memo: dict[int, Any]) -> Any:  # noqa: ANN401
    """Copy a table for a rollback: the partitions that the transaction names, and the rest as it stands."""
    operations = _named.get()
    if operations is None or table.stream_shard is not None:
        return _whole_copy(table, memo)
    twin = copy.copy(table)
    twin.items = table.items.copy()
    for operation in operations:
        if operation["TableName"] == table.name:
            partition = DynamoType((operation.get("Item") or operation["Key"])[table.hash_key_attr])
            if partition in table.items:
                twin.items[partition] = copy.deepcopy(table.items[partition])
    return twin


def _whole_copy(table: Any, memo: dict[int, Any]) -> Any:  # noqa: ANN401
    """Copy as `copy.deepcopy` would had we not stepped in."""
    twin = copy.copy(table)
    memo[id(table)] = twin
    for name, value in vars(table).items():
        setattr(twin, name, copy.deepcopy(value, memo))
    return twin
