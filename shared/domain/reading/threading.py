"""Groups the client's turns into threads over the whole session, and sees which of them were closed."""

from dataclasses import dataclass

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.farewell import is_farewell
from shared.domain.reading.signs import Signs

ONE_MATTER = 0.6  # nearness at which two turns are about the same thing
OPEN_ENOUGH = 0.35  # below it, quoting a turn back would more often be wrong than right


@dataclass(frozen=True, slots=True)
class Strand:
    """A thread in the making: the turn that stands for it, and all that belongs to it."""

    best: int
    turns: tuple[int, ...]
    openness: float


def strands_of(discourse: Discourse, signs: Signs) -> list[Strand]:
    """Take the liveliest turn, gather what belongs to it, put it aside, and take the next."""
    left = [turn.index for turn in discourse.client_turns if turn.text.strip() and not is_farewell(turn.text)]
    found = []
    while left:
        best = max(left, key=lambda index: (_liveliness(signs, index), -index))
        if signs.open[best] < OPEN_ENOUGH:
            break
        belonging = [index for index in left if index == best or _belongs(signs, best, index)]
        strand = Strand(best, tuple(belonging), float(signs.open[best]))
        left = [index for index in left if index not in belonging]
        if not _was_closed(signs, strand):
            found.append(strand)
    return found


def _liveliness(signs: Signs, index: int) -> float:
    return float(signs.open[index] * (0.5 + signs.best[index]))


def _belongs(signs: Signs, best: int, index: int) -> bool:
    return signs.nearness(best, index) >= ONE_MATTER


def _was_closed(signs: Signs, strand: Strand) -> bool:
    """Tell whether the last word on the matter was a closing one."""
    last = strand.turns[-1]
    return last > strand.best and signs.closed[last] > max(signs.open[last], 0.5)
