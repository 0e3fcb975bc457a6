"""Looks for a mistake where it is cheapest to see, until an invariant that it breaks does not hold.

A hunt names a layer and where in it to look: `L0`, the plain story; `L1t`, the one with something to tell;
`L1:send_prompt`, the calls of one step; `L2:forget_client`, the same after a withdrawal before each delivery;
`L3:send|withdraw`, one pair.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from infrastructure.faults.branches import Branches, Case
from infrastructure.faults.calls import Fault
from infrastructure.faults.invariants import Violation
from infrastructure.faults.mistakes import Mistake, made
from infrastructure.faults.pairs import PAIRS, play_schedules, schedules_of
from infrastructure.faults.place import Place
from infrastructure.faults.run import play, things_to_tell
from infrastructure.faults.sweep import CRASHES, sweep, withdraw_at

Tells = Callable[[Case], bool]
EVERYWHERE = ("L0", "L1t", "L1", "L2", *(f"L3:{pair.name}" for pair in PAIRS))


@dataclass(frozen=True, slots=True)
class Catch:
    """How a mistake was caught, or that it was not."""

    runs: int
    case: str = ""
    invariant: str = ""
    finding: str = ""

    @property
    def is_caught(self) -> bool:
        """Whether an invariant that the mistake breaks told of it."""
        return bool(self.case)


def hunt(place: Place, mistake: Mistake, hunts: Sequence[str] = ()) -> Catch:
    """Make a mistake and play runs, one after the other, until one tells of it by an invariant that it breaks."""

    def tells(case: Case) -> bool:
        return _told(mistake, case) is not None

    runs = 0
    with made(mistake, place):
        for cases in (cases for each in hunts or mistake.hunts for cases in _cases(place, each, tells)):
            for case in cases:
                runs += 1
                if tells(case):
                    return _catch(mistake, runs, case)
    return Catch(runs)


def _catch(mistake: Mistake, runs: int, case: Case) -> Catch:
    told = _told(mistake, case)
    return Catch(runs, case.name, told.invariant, told.finding) if told else Catch(runs)


def _told(mistake: Mistake, case: Case) -> Violation | None:
    return next((each for each in case.report.violations if each.invariant in mistake.breaks), None)


def _cases(place: Place, where: str, tells: Tells) -> Iterator[list[Case]]:
    layer, _, name = where.partition(":")
    match layer:
        case "L0":
            yield [Case("L0", play(place))]
        case "L1t":
            yield [Case("L1t", play(place, things_to_tell))]
        case "L1":
            yield sweep(place, faults=(*CRASHES, Fault.LOST), step=name, branches=Branches(is_enough=tells))
        case "L2":
            for delivery in range(1, play(place).deliveries + 1):
                yield withdraw_at(place, delivery, step=name, branches=Branches(is_enough=tells))
        case _:
            (pair,) = [pair for pair in PAIRS if pair.name == name]
            yield play_schedules(place, pair, schedules_of(place, pair), Branches(is_enough=tells))
