"""Follows a function's code from its handler to every call of AWS that it can come to.

The code is read, not run, so neither the order of tests nor what they cover matters. What stands behind a port is the
very object that `shared/runtime/wiring.py` puts there, so a call is known with its table or bucket. Where the object
cannot be told, all of that shape which the function opens are taken: the answer may hold a call too many, never one too
few that the tests come to, for those are judged as they run.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cached_property
from types import FunctionType, ModuleType
from typing import Any

import boto3
from boto3.resources.base import ServiceResource
from botocore.client import BaseClient
from botocore.paginate import Paginator

from infrastructure.roles.reach import LEFT_OUT, WIRED, Bound, Reach, callables, client_named, identity, paginator_of
from infrastructure.roles.source import (
    OURS,
    Names,
    Some,
    Values,
    definition_of,
    hinted,
    hints_of,
    modules_of,
    returned,
    some,
    tree_of,
)
from shared.adapters.dynamo.table import Table
from shared.messages import Message


def follow(package: str) -> Reach:
    """Follow everything below a package until nothing new is opened, with its variables in the environment."""
    reach, before = Reach(), (-1, -1)
    while before != reach.size:
        before = reach.size
        reach.seen.clear()
        for module in modules_of(package):
            _Body(reach, module, {}).visit(tree_of(module.__name__))
    return reach


def _enter(reach: Reach, bound: Bound, names: Names) -> None:
    """Follow a function, once for each way it is called."""
    named = frozenset((name, identity(each)) for name, each in names.items())
    key, found = (bound.function, identity([bound.owner]), named), definition_of(bound.function)
    if key in reach.seen or found is None:
        return
    reach.seen.add(key)
    module = sys.modules[bound.function.__module__]
    known = {**hinted(found, vars(module)), **names}
    if bound.owner is not None:
        known["self"] = [bound.owner]
    if bound.function is Table.items:
        reach.note_parts(bound.owner, names)
    body = _Body(reach, module, known)
    for each in found.body:
        body.visit(each)


class _Body(ast.NodeVisitor):
    """Goes through one piece of code."""

    def __init__(self, reach: Reach, module: ModuleType, names: Names) -> None:
        self._reach = reach
        self._module = module
        self._names = dict(names)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        inner = _Body(self._reach, self._module, {**self._names, **hinted(node, vars(self._module))})
        for each in [*node.decorator_list, *node.body]:
            inner.visit(each)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for left, right in zip(target.elts, node.value.elts, strict=False):
                    self._keep(left, self._values(right))
            else:
                self._keep(target, self._values(node.value))

    def _keep(self, target: ast.expr, values: Values) -> None:
        match target:
            case ast.Name(id=name):
                known = self._names.get(name, [])  # whichever way the code went before
                self._names[name] = [*known, *(each for each in values if each not in known)]
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                for owner in self._names.get("self", []):
                    if isinstance(owner, Some):
                        self._reach.keep(owner.kind, name, values)

    def visit_Name(self, node: ast.Name) -> None:
        self._refer(self._values(node))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.visit(node.value)
        self._refer(self._values(node))

    def visit_Call(self, node: ast.Call) -> None:
        for each in [*node.args, *[word.value for word in node.keywords]]:
            self.visit(each)
        if not isinstance(node.func, ast.Name):
            self.visit(node.func.value if isinstance(node.func, ast.Attribute) else node.func)
        if isinstance(node.func, ast.Attribute):
            for owner in self._values(node.func.value):
                if isinstance(owner, (BaseClient, Paginator, ServiceResource)):
                    self._reach.call(owner, node.func.attr, self._given(node))
        for each in self._values(node.func):
            self._note_message(each)
            for bound in callables(each):
                _enter(self._reach, bound, self._arguments(bound, node))
        self._values(node)  # what it gives may be opened by it

    def _refer(self, values: Values) -> None:
        for each in values:
            self._note_message(each)
            if isinstance(each, (Bound, FunctionType)):
                for bound in callables(each):
                    _enter(self._reach, bound, {})

    def _note_message(self, value: Any) -> None:  # noqa: ANN401
        if isinstance(value, type) and issubclass(value, Message) and value is not Message:
            self._reach.queues.add(str(value.queue))

    def _values(self, node: ast.expr) -> Values:
        match node:
            case ast.Constant(value=str() as text):
                return [text]
            case ast.Name(id=name):
                known = self._names.get(name)
                return known if known is not None else [vars(self._module)[name]] if name in vars(self._module) else []
            case ast.Attribute(value=owner, attr=name):
                return [each for found in self._owners(owner) for each in self._held(found, name)]
            case ast.IfExp() | ast.BoolOp():
                either = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
                return [each for one in either for each in self._values(one)]
            case ast.Call(func=called):
                return [each for found in self._values(called) for each in self._results(found, node)]
            case _:
                return []

    def _owners(self, node: ast.expr) -> Iterator[Any]:
        for each in self._values(node):
            standing = self._reach.standing_for(each.kind) if isinstance(each, Some) else []
            yield from standing or [each]

    def _held(self, owner: Any, name: str) -> Values:  # noqa: ANN401
        match owner:
            case ModuleType() | type():
                return [getattr(owner, name)] if hasattr(owner, name) else []
            case BaseClient():
                return [Bound(owner.get_paginator)] if name == "get_paginator" else []
            case ServiceResource():
                return [owner.meta.client] if name == "meta" else []
        kind = owner.kind if isinstance(owner, Some) else type(owner)
        if not kind.__module__.startswith(OURS):
            return []
        return self._held_by_ours(kind, None if isinstance(owner, Some) else owner, name)

    def _held_by_ours(self, kind: type, real: Any, name: str) -> Values:  # noqa: ANN401
        match inspect.getattr_static(kind, name, None):
            case cached_property() if real is not None:
                return [self._reach.take(getattr(real, name))]
            case property(fget=FunctionType() as getter):
                _enter(self._reach, Bound(getter, real), {})
                return some(getter.__annotations__.get("return"))
            case FunctionType() as function:
                return [Bound(inspect.unwrap(function), real or Some(kind))]
            case classmethod() | staticmethod() as function:
                return [Bound(inspect.unwrap(function.__func__))]
        if real is not None and hasattr(real, name):  # in its dictionary, or in a slot
            return [getattr(real, name)]
        return self._reach.fields.get((kind, name)) or some(hints_of(kind).get(name))

    def _results(self, called: Any, node: ast.Call) -> Values:  # noqa: ANN401
        if called in WIRED:
            return [self._reach.take(called())]
        if called is boto3.client:
            return [client_named(each) for each in self._values(node.args[0])]
        if isinstance(called, Bound) and getattr(called.function, "__name__", "") == "get_paginator":
            return [paginator_of(called.function, each) for each in self._values(node.args[0])]
        if isinstance(called, type):
            for word in node.keywords if is_dataclass(called) else ():
                self._reach.keep(called, word.arg or "", self._values(word.value))
            return some(self._reach.take(called))
        return [each for bound in callables(called) for each in self._returned(bound)]

    def _returned(self, bound: Bound) -> Values:
        hint, found = returned(bound.function), definition_of(bound.function)
        if hint is not Any or found is None:
            return some(hint)
        body = _Body(self._reach, sys.modules[bound.function.__module__], {})
        given = [each.value for each in ast.walk(found) if isinstance(each, ast.Return) and each.value]
        return [each for value in given for each in body._values(value)]

    def _given(self, node: ast.Call) -> dict[str, Values]:
        owners = [each for each in self._names.get("self", []) if not isinstance(each, Some)]
        given: dict[str, Values] = {name: [each] for owner in owners for name, each in vars(owner).items()}
        for place, each in enumerate(node.args):
            given[str(place)] = self._values(each)
        for word in node.keywords:
            values = self._values(word.value)
            if word.arg:
                given[word.arg] = values or [None]
            elif values and isinstance(values[0], dict):
                given |= values[0]
            else:
                given["**"] = [None]
        return given

    def _arguments(self, bound: Bound, node: ast.Call) -> Names:
        found = definition_of(bound.function)
        if found is None:
            return {}
        declared = found.args
        places = [each.arg for each in declared.args if each.arg not in {"self", "cls"}]
        optional = places[len(places) - len(declared.defaults) :] if declared.defaults else []
        optional += [
            each.arg
            for each, default in zip(declared.kwonlyargs, declared.kw_defaults, strict=True)
            if default is not None
        ]
        names: Names = {name: [LEFT_OUT] for name in optional}
        known = {*places, *(each.arg for each in declared.kwonlyargs)}
        names |= {name: values for name, each in zip(places, node.args, strict=False) if (values := self._values(each))}
        extra: dict[str, Values] = {}
        for word in node.keywords:
            values = self._values(word.value)
            if word.arg in known:
                names.pop(word.arg, None)
                names |= {word.arg: values} if values else {}
            elif word.arg:
                extra[word.arg] = values
        return {**names, declared.kwarg.arg: [extra]} if declared.kwarg else names
