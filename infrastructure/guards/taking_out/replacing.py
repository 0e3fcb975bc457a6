"""Puts something else in a place of the code: by its name, or wherever that was imported to."""

import importlib
import sys
from typing import Any
from unittest.mock import patch

from infrastructure.faults.patching import Patch, Patches


def nothing(*_: Any, **__: Any) -> None:  # noqa: ANN401
    """Do nothing, and find nothing wrong."""


def by(target: str, instead: Any, *, create: bool = False) -> Patches:  # noqa: ANN401
    """Put something else in a place that is named with dots; `create` where a builtin is meant."""
    return lambda: [patch(target, instead, create=create)]


def everywhere(module: str, name: str, instead: Any) -> list[Patch]:  # noqa: ANN401
    """Put something else wherever a name was imported to."""
    real = getattr(importlib.import_module(module), name)
    holders = [each for each in list(sys.modules.values()) if getattr(each, name, None) is real]
    return [patch.object(each, name, instead) for each in holders]
