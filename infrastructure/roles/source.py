"""The product's own code as it is written: modules, definitions, and what names are declared to be."""

import ast
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

OURS = ("functions.", "shared.")
Values = list[Any]  # what an expression may be: real objects, or `Some` of a class; empty where nobody can tell
Names = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Some:
    """An object of this class, whichever."""

    kind: type


def modules_of(package: str) -> Iterator[ModuleType]:
    """Import a package with everything below it."""
    found = importlib.import_module(package)
    yield found
    for each in pkgutil.walk_packages(found.__path__, f"{package}."):
        yield importlib.import_module(each.name)


@cache
def tree_of(module: str) -> ast.Module:
    """Read a module as it is written."""
    return ast.parse(inspect.getsource(sys.modules[module]))


@cache
def _definitions(module: str) -> dict[str, ast.FunctionDef]:
    found: dict[str, ast.FunctionDef] = {}

    def look(node: ast.AST, within: str) -> None:
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.FunctionDef):
                found[within + each.name] = each
                look(each, f"{within}{each.name}.<locals>.")
            elif isinstance(each, ast.ClassDef):
                look(each, f"{within}{each.name}.")
            else:
                look(each, within)

    look(tree_of(module), "")
    return found


def definition_of(function: Any) -> ast.FunctionDef | None:  # noqa: ANN401
    """Find where a function of ours is written; None of any other."""
    module = getattr(function, "__module__", None) or ""
    return _definitions(module).get(function.__qualname__) if module.startswith(OURS) else None


def hinted(node: ast.FunctionDef, scope: Mapping[str, Any]) -> Names:
    """Give what a function's arguments are declared to be."""
    declared = [*node.args.args, *node.args.kwonlyargs]
    return {each.arg: some(_read(each.annotation, scope)) for each in declared if each.annotation}


def _read(annotation: ast.expr, scope: Mapping[str, Any]) -> Any:  # noqa: ANN401
    try:
        return eval(compile(ast.Expression(annotation), "hint", "eval"), dict(scope))  # noqa: S307  (our own code)
    except NameError:
        return None


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """Give what the attributes of a class are declared to be, in its body or by what `__init__` is given."""
    hints = dict(get_type_hints(kind))
    made = vars(kind).get("__init__")
    found = definition_of(made) if isinstance(made, FunctionType) else None
    for each in ast.walk(found) if found else ():
        match each:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=ast.Name(id=given)):
                hints.setdefault(name, made.__annotations__.get(given) if made else None)
    return hints


def returned(function: Any) -> Any:  # noqa: ANN401
    """Give what a function is declared to return."""
    return getattr(function, "__annotations__", {}).get("return")


def some(hint: Any) -> Values:  # noqa: ANN401
    """Give an object of each class of ours that a declaration names."""
    if get_origin(hint) in {Union, UnionType}:
        return [each for one in get_args(hint) for each in some(one)]
    return [Some(hint)] if isinstance(hint, type) and hint.__module__.startswith(OURS) else []
