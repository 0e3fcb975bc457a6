"""What was erased, and when: the proof that stays, and what a restored backup must go through before it serves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Erasure:
    """One client's things, gone.

    `epoch` is the consent's after the withdrawal: what a backup holds under an earlier one must go
    again. `extent` is `sessions` or `everything`, `gone` counts what went, by store.
    """

    client_id: str
    epoch: int
    extent: str
    at: datetime
    gone: Mapping[str, int] = field(default_factory=dict)
