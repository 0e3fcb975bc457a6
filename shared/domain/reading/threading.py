"""Groups the client's turns into threads over the whole session, and sees which of them were closed."""

from dataclasses import dataclass

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.farewell import is_farewell
from shared.domain.reading.signs import Signs

ONE_BREATH = 4  # turns: what a client says so close together is taken as one matter
ONE_MATTER = 0.7  # nearness at which two turns far apart are about the same thing
OPEN_ENOUGH = 0.5  # below it, quoting a turn back would more often be wrong than right
SUREST = 0.75  # where no thread is as sure as this, the session was finished
LITTLE_SAID = 800  # words, some five minutes; in so short a talk there is less to be sure by: one open sign is enough
ALIVE = 0.2  # a turn less likely to matter than this stands near a thread and is no part of it
SETTLED = 0.5  # a closing sign this sure ends a matter


@dataclass(frozen=True, slots=True)
class Strand:
    """A thread in the making: the turn that stands for it, and all that belongs to it."""

    best: int
    turns: tuple[int, ...]


def strands_of(discourse: Discourse, signs: Signs) -> list[Strand]:
    """Take the liveliest turn, gather what belongs to it, put it aside, and take the next."""
    left = [turn.index for turn in discourse.client_turns if turn.text.strip() and not is_farewell(turn.text)]
    surest = _surest_of(discourse)
    found = []
    while left:
        best = max(left, key=lambda index: (liveliness(signs, index), -index))
        if signs.open[best] < OPEN_ENOUGH:
            break
        near = {index for index in left if _is_near(signs, best, index)}
        strand = Strand(best, tuple(index for index in left if index in near and _is_alive(signs, best, index)))
        left = [index for index in left if index not in near]
        if not _was_closed(signs, strand):
            found.append(strand)
    return found if any(signs.open[strand.best] >= surest for strand in found) else []


def _surest_of(discourse: Discourse) -> float:
    """Give how sure the surest thread of a session must be for anything to have stayed open."""
    said = sum(len(turn.text.split()) for turn in discourse.turns)
    return OPEN_ENOUGH if said < LITTLE_SAID else SUREST


def liveliness(signs: Signs, index: int) -> float:
    """Say how much a turn matters: how open it is, and how well it stands for its thread."""
    return float(signs.open[index] * (1.0 + signs.best[index]))


def _is_near(signs: Signs, best: int, index: int) -> bool:
    return abs(best - index) <= ONE_BREATH or signs.nearness(best, index) >= ONE_MATTER


def _is_alive(signs: Signs, best: int, index: int) -> bool:
    return index == best or max(signs.open[index], signs.closed[index]) >= ALIVE


def _was_closed(signs: Signs, strand: Strand) -> bool:
    """Tell whether the last word on the matter was a closing one."""
    last = strand.turns[-1]
    return last > strand.best and signs.closed[last] > max(signs.open[last], SETTLED)
