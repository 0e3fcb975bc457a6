"""Teach moto's CloudFormation the resource types it does not know, so that references to them resolve.

A type moto lacks either has a recipe in `recipes.py` (one call of an API that moto does serve) or
becomes a stand-in with a name and an ARN and no behaviour, such as an alarm.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from moto.cloudformation import parsing

from infrastructure.local.place import Json
from infrastructure.local.recipes import RECIPES, ClientOf, Made, stand_in

_OURS_NOT_MOTOS = frozenset(
    {
        "AWS::Lambda::EventSourceMapping",  # moto's invokes one message at a time, in a container
        "AWS::Lambda::Version",
        "AWS::Lambda::Permission",  # moto looks for the alias it is about; nobody's rights are checked here
    }
)


@contextmanager
def every_resource_type(client_of: ClientOf) -> Iterator[None]:
    """Let moto's CloudFormation create resources of every type while this is open."""
    holder: Any = parsing
    original = holder.resource_class_from_type

    def find(resource_type: str) -> object:
        if _is_motos(resource_type):
            return original(resource_type)
        return _LocalType(resource_type, client_of)

    holder.resource_class_from_type = find
    try:
        yield
    finally:
        holder.resource_class_from_type = original


def _is_motos(resource_type: str) -> bool:
    return resource_type in parsing.get_model_map() and resource_type not in _OURS_NOT_MOTOS


class _LocalType:
    """Stands where moto expects a class of resources."""

    def __init__(self, resource_type: str, client_of: ClientOf) -> None:
        self._recipe: Callable[[ClientOf, str, Json], Made] = RECIPES.get(resource_type, stand_in)
        self._client_of = client_of

    def has_cfn_attr(self, attribute: str) -> bool:
        """Accept any attribute: a stand-in answers every one."""
        return bool(attribute)

    def create_from_cloudformation_json(self, name: str, resource: Json, *_: str, **__: str) -> "_LocalResource":
        """Make the resource; moto has resolved its properties."""
        return _LocalResource(self._recipe(self._client_of, name, resource["Properties"]))


class _LocalResource:
    """A made resource, in the shape moto's resolver asks for."""

    def __init__(self, made: Made) -> None:
        self._made = made

    @property
    def physical_resource_id(self) -> str:
        """Answer `Ref`."""
        return self._made.ref

    def get_cfn_attribute(self, attribute: str) -> str:
        """Answer `Fn::GetAtt`."""
        return self._made.attributes.get(attribute, f"{self._made.ref}.{attribute}")

    def is_created(self) -> bool:
        """Nothing here takes time."""
        return True
