"""One line of the benchmark's table: what was asked for, what was measured, or why it could not be."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

from infrastructure.root import ROOT

DATA = ROOT.parent / "shared" / "data" / "audio"  # lies beside the repository, and is not part of it


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured against what it must and should be; `must` and `aim` are ceilings unless `is_floor`."""

    what: str
    must: float
    aim: float
    measured: float | None
    remark: str = ""
    unit: str = ""
    is_floor: bool = False

    @property
    def verdict(self) -> str:
        """One word: aim, must, missed or skipped."""
        if self.measured is None:
            return "skipped"
        sign = -1.0 if self.is_floor else 1.0
        if sign * self.measured <= sign * self.aim:
            return "aim"
        return "must" if sign * self.measured <= sign * self.must else "missed"


def cpu_of(work: Callable[[], object]) -> float:
    """Give the processor seconds that something took, in this process and the children it waited for."""
    before = _cpu()
    work()
    return _cpu() - before


def _cpu() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
