"""Which turns two acts take at their AWS calls: every schedule of so many pre-emptions, those alike only once.

A schedule (2, 11, 1) lets the first act make two calls, the second eleven, the first one, and then whoever's
turn it is all that are left. Bounding the pre-emptions finds most races with few runs (Musuvathi and Qadeer 2007);
enumeration finds what random stress does not (../shared/design/faults.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from infrastructure.faults.footprints import Footprint, meetings

Schedule = tuple[int, ...]


def schedules(first: int, second: int, pre_emptions: int) -> Iterator[Schedule]:
    """Give every schedule of at most so many pre-emptions (two or more) of acts of so many calls, some twice.

    The telling ones come first: those in which the second act runs through in the middle of the first.
    """
    yield from ((switch, calls) for calls in range(second, 0, -1) for switch in range(first + 1))
    yield from product((0,), range(1, second + 1), range(1, first + 1))
    if pre_emptions > 2:  # noqa: PLR2004  (those of two are given above)
        turns = [range(1, calls + 1) for _ in range(pre_emptions) for calls in (first, second)]
        yield from product(*turns[:pre_emptions])
        yield from product((0,), *turns[1 : pre_emptions + 1])


def unlike(
    candidates: Iterable[Schedule], ones: Sequence[Footprint], others: Sequence[Footprint]
) -> Iterator[Schedule]:
    """Keep the first of all schedules that put the calls that meet in the same order."""
    met, seen = meetings(ones, others), set()
    for schedule in candidates:
        first, second = _moments(schedule, len(ones), len(others))
        order = tuple(first[one] < second[other] for one, other in met)
        if order not in seen:
            seen.add(order)
            yield schedule


def _moments(schedule: Schedule, first: int, second: int) -> tuple[list[int], list[int]]:
    """Say at which moment each call of each act comes; after the last switch the holder ends, and then the other."""
    moments: tuple[list[int], list[int]] = ([], [])
    left, holder, moment = [first, second], 0, 0
    for calls in [*schedule, first + second, first + second]:
        for _ in range(min(calls, left[holder])):
            moments[holder].append(moment)
            moment += 1
        left[holder] -= min(calls, left[holder])
        holder = 1 - holder
    return moments
