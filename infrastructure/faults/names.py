"""Makes every name that is drawn by chance a seed's own, so that a run can be played again."""

import sys
from random import Random
from uuid import UUID

from moto.moto_api._internal import mock_random

_OURS = ("functions.", "shared.", "infrastructure.faults.")
_BITS = 128


def draw_names_from(seed: int) -> None:
    """Let our modules' `uuid4` and moto's version ids come from this seed, from now on."""
    dice = Random(seed)  # noqa: S311  (a simulation, not a secret)
    mock_random.seed(seed)
    for module in [module for name, module in list(sys.modules.items()) if name.startswith(_OURS)]:
        if hasattr(module, "uuid4"):
            module.uuid4 = lambda: UUID(int=dice.getrandbits(_BITS), version=4)  # type: ignore[attr-defined]
