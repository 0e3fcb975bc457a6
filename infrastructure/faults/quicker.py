"""Spares a run what has no bearing on it: a third of its time was moto's guesses at names, and user agents."""

from typing import Any

from botocore.useragent import UserAgentString
from moto.core.serialize import AttributePicker, AttributePickerContext

StandIn = tuple[object, str, object]

_guess = AttributePicker.__call__


def stand_ins() -> list[StandIn]:
    """Give what stands where for as long as a place is open: object, name, stand-in."""
    return [
        (UserAgentString, "to_string", lambda _: "doorknob-faults"),
        (AttributePicker, "__call__", _pick),
    ]


def _pick(self: AttributePicker, context: AttributePickerContext) -> Any:  # noqa: ANN401  (as moto has it)
    """Take a value by its own name where it has it; moto tries seven spellings, also of what is never there."""
    if type(context.obj) is dict and not self.response_transformers:
        if context.key in context.obj:
            return context.obj[context.key]
        if _is_of_attribute_value(context):
            return None
    return _guess(self, context)


def _is_of_attribute_value(context: AttributePickerContext) -> bool:
    parent = getattr(context.shape, "parent", None)
    return parent is not None and parent.name == "AttributeValue"  # DynamoDB's {"S": …}: it has one of ten members
