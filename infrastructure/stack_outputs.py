"""Reads what a stack says of itself, for whoever looks at one that stands: its outputs, by name."""

from collections.abc import Callable
from typing import Any


def outputs(client_of: Callable[[str], Any], stack_name: str) -> dict[str, str]:
    """Read the stack's outputs.

    Raises:
        ClientError: when there is no such stack, or these rights do not show it.
    """
    (stack,) = client_of("cloudformation").describe_stacks(StackName=stack_name)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
