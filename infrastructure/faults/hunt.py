"""Looks for a mistake layer by layer until an invariant that it breaks does not hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from infrastructure.faults.calls import Fault
from infrastructure.faults.mistakes import Mistake, made
from infrastructure.faults.pairs import PAIRS, interleave
from infrastructure.faults.place import Place
from infrastructure.faults.run import play
from infrastructure.faults.sweep import CRASHES, Case, sweep, sweep_withdrawals

_MOST_RUNS = 1_000  # of one layer: what is not caught by then is not caught


@dataclass(frozen=True, slots=True)
class Catch:
    """How a mistake was caught, or that it was not."""

    mistake: Mistake
    runs: int
    case: str = ""
    invariant: str = ""

    @property
    def is_caught(self) -> bool:
        """Whether an invariant that this mistake breaks told of it."""
        return bool(self.case)


def hunt(place: Place, mistake: Mistake) -> Catch:
    """Make a mistake and play runs until one tells of it by an invariant that it breaks."""
    runs = 0
    with made(mistake, place):
        for layer in mistake.layers:
            for number, case in enumerate(_cases(place, layer)):
                runs += 1
                told = [each.invariant for each in case.report.violations if each.invariant in mistake.breaks]
                if told:
                    return Catch(mistake, runs, case.name, told[0])
                if number >= _MOST_RUNS:
                    break
    return Catch(mistake, runs)


def _cases(place: Place, layer: str) -> Iterator[Case]:
    match layer.partition(":"):
        case ("L0", _, _):
            yield Case("L0", play(place))
        case ("L1", _, _):
            yield from sweep(place, faults=(*CRASHES, Fault.LOST))
        case ("L2", _, _):
            yield from sweep_withdrawals(place)
        case (_, _, name):
            (pair,) = [pair for pair in PAIRS if pair.name == name]
            yield from interleave(place, pair)
