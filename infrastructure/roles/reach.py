"""What following code comes to: calls of AWS, messages, and the objects that code has in hand."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import FunctionType
from typing import Any

import boto3
from boto3.resources.base import ServiceResource
from botocore.paginate import Paginator

from infrastructure.roles.source import OURS, Names, Some, Values
from shared.runtime import wiring

_TRANSACTED = {"puts": "PutItem", "updates": "UpdateItem", "checks": "ConditionCheckItem"}
LEFT_OUT = object()
WIRED = (wiring.stores, wiring.outbox, wiring.mailer, wiring.links, wiring.accounts, wiring.clock)


@dataclass(frozen=True, slots=True)
class Bound:
    """A function of the product's, and what its `self` is known to be."""

    function: FunctionType
    owner: Any = None


@dataclass(frozen=True, slots=True)
class Called:
    """One operation of AWS that code can come to; `given` holds the arguments whose values are known."""

    service: str
    operation: str
    given: frozenset[tuple[str, str]]


@dataclass
class Reach:
    """Everything that one function's code comes to, with that function's variables in the environment."""

    calls: set[Called] = field(default_factory=set)
    queues: set[str] = field(default_factory=set)  # of the messages that are written
    fields: dict[tuple[type, str], Values] = field(default_factory=dict)  # what objects of a class are given to keep
    open: dict[int, Any] = field(default_factory=dict)  # what the code has taken from the wiring
    seen: set[object] = field(default_factory=set)

    def take(self, value: Any) -> Any:  # noqa: ANN401
        """Remember an object that the code has opened, or an adapter that it has made."""
        if type(value).__module__.startswith(OURS):
            self.open[id(value)] = value
        elif isinstance(value, type) and value.__module__.startswith("shared.adapters."):
            self.open.setdefault(id(value), Some(value))
        return value

    @property
    def size(self) -> tuple[int, int]:
        """How much is known; following ends when it grows no more."""
        return len(self.open), sum(map(len, self.fields.values()))

    def keep(self, kind: type, name: str, values: Values) -> None:
        """Remember what objects of a class are given to keep."""
        kept = self.fields.setdefault((kind, name), [])
        kept += [each for each in values if not any(each is known or each == known for known in kept)]

    def standing_for(self, kind: type) -> Values:
        """Every open object that may stand behind a port or a class; none are known of other classes."""
        members = (
            [name for name in vars(kind) if not name.startswith("_")]
            if kind.__module__.startswith("shared.ports")
            else []
        )
        return [
            each
            for each in self.open.values()
            for found in [each.kind if isinstance(each, Some) else type(each)]
            if (members and all(hasattr(found, name) for name in members)) or kind in found.__mro__
        ]

    def call(self, client: Any, method: str, given: Mapping[str, Values]) -> None:  # noqa: ANN401
        """Note one call of an AWS client."""
        known = frozenset(
            (name, each if isinstance(each, str) else "") for name, values in given.items() for each in values
        )
        if isinstance(client, Paginator):
            model = client._model  # noqa: SLF001
            self.calls.add(Called(model.service_model.service_name, model.name, known))
            return
        meta = (client.meta.client if isinstance(client, ServiceResource) else client).meta
        for operation in _operations(meta.method_to_api_mapping, method, given):
            self.calls.add(Called(meta.service_model.service_name, operation, known))

    def note_parts(self, table: Any, names: Names) -> None:  # noqa: ANN401
        """Note what a transaction consists of, for that is what IAM asks for."""
        held = frozenset({("_name", vars(table)["_name"])})
        written = [each for name, each in _TRANSACTED.items() if names.get(name) != [LEFT_OUT]]
        self.calls |= {Called("dynamodb", each, held) for each in written}


def _operations(mapping: Mapping[str, str], method: str, given: Mapping[str, Values]) -> Iterator[str]:
    match method:
        case "generate_presigned_post":
            yield "PutObject"
        case "generate_presigned_url":
            yield mapping[given["0"][0]]
        case "download_file":
            yield from ("HeadObject", "GetObject")
        case "get_paginator":
            return
        case _:
            yield mapping[method]


@cache  # one object each, so that following ends
def client_named(service: str) -> Any:  # noqa: ANN401
    """Give the one client of a service."""
    return boto3.client(service)


@cache
def paginator_of(getter: Any, method: str) -> Any:  # noqa: ANN401
    """Give the one paginator of an operation."""
    return getter(method)


def callables(value: Any) -> Iterator[Bound]:  # noqa: ANN401
    """Give what runs when a value is called."""
    if value in WIRED:
        return
    if isinstance(value, Bound):
        yield value
    elif isinstance(value, type):
        made = value.__dict__.get("__init__")
        if isinstance(made, FunctionType):
            yield Bound(made, Some(value))
    elif callable(value) and isinstance(unwrapped := inspect.unwrap(value), FunctionType):
        yield Bound(unwrapped)


def identity(values: Values) -> object:
    """Tell one way to call a function from another."""
    return tuple(
        frozenset((name, identity(each)) for name, each in value.items())
        if isinstance(value, dict)
        else value
        if isinstance(value, (str, Some, Bound))
        else id(value)
        for value in values
    )
