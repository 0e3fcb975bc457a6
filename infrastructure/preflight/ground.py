"""What every check stands on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from infrastructure.preflight.finding import Finding
from infrastructure.preflight.plan import Plan


@dataclass(frozen=True, slots=True)
class Ground:
    """What a check looks at: the plan, AWS, the day, and what the stack says where it stands already.

    `aws` asks the plan's region; `region` is the one that the person's own commands go to, empty for none.
    """

    plan: Plan
    aws: Callable[[str], Any]
    today: date
    outputs: Mapping[str, str]
    region: str

    @property
    def stands(self) -> bool:
        """Whether the stack was deployed before."""
        return bool(self.outputs)


Check = Callable[[Ground], Iterator[Finding]]
