"""Holds patches in for a while, and has the one that deliberate mistakes and the guards taken out share."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

from shared.adapters.dynamo.holds import DynamoHolds

Patch = AbstractContextManager[Any]
Patches = Callable[[], list[Patch]]


@contextmanager
def patched(patches: Patches) -> Iterator[None]:
    """Hold patches in for as long as the block lasts."""
    with ExitStack() as opened:
        for each in patches():
            opened.enter_context(each)
        yield


def unheld() -> list[Patch]:
    """Write without asking and without being waited for."""
    return [patch.object(DynamoHolds, "hold", lambda *_: nullcontext())]
