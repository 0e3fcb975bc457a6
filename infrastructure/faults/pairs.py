"""L3: each pair of handlers that share state, taking turns at each AWS call, by number of pre-emptions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from infrastructure.faults import scenes
from infrastructure.faults.baton import Baton
from infrastructure.faults.branches import Branches, Case, Enough, explore
from infrastructure.faults.calls import CALLS
from infrastructure.faults.footprints import Footprint
from infrastructure.faults.place import Place
from infrastructure.faults.run import Report, Run, play
from infrastructure.faults.scenes import Acts, Scene
from infrastructure.faults.schedules import Schedule, schedules, unlike

_ALL = 10_000  # more calls than any act makes
_WAYS = 6  # to meet, tried to learn what the acts do


@dataclass(frozen=True, slots=True)
class Pair:
    """Two acts that meet, and how the world comes to where they do."""

    name: str
    scene: Scene
    pre_emptions: int = 2


PAIRS = (
    Pair("send|withdraw", scenes.sending_meets(scenes.withdrawal), pre_emptions=4),
    Pair("send|send", scenes.sending_meets(scenes.again), pre_emptions=4),
    Pair("watch|send", scenes.watch_meets_sending, pre_emptions=4),
    Pair("release|send", scenes.release_meets_sending, pre_emptions=4),
    Pair("event|send", scenes.event_meets_sending, pre_emptions=4),
    Pair("approve|edit", scenes.approval_meets_edit),
    Pair("approve|withdraw", scenes.approval_meets_withdrawal),
    Pair("keep|withdraw", scenes.keeping_meets_withdrawal),
    Pair("accept|withdraw", scenes.step_meets("accept_recording", scenes.withdrawal), pre_emptions=4),
    Pair("accept|accept", scenes.step_meets("accept_recording", scenes.again), pre_emptions=4),
    Pair("split|withdraw", scenes.step_meets("split_recording", scenes.withdrawal)),
    Pair("transcribe|withdraw", scenes.step_meets("transcribe_part", scenes.withdrawal), pre_emptions=4),
    Pair("transcribe|transcribe", scenes.step_meets("transcribe_part", scenes.again), pre_emptions=4),
    Pair("extract|withdraw", scenes.step_meets("extract_threads", scenes.withdrawal)),
    Pair("extract|extract", scenes.step_meets("extract_threads", scenes.again)),
    Pair("watch|extract", scenes.watch_meets_reading),
    Pair("watch|withdraw", scenes.watch_meets_withdrawal),
    Pair("forget|forget", scenes.forgetting_meets_itself),
)


def interleave(place: Place, pair: Pair, *, every: int = 1) -> list[Case]:
    """Play a pair under every schedule of two pre-emptions, and of four where it is small enough.

    Of schedules that put the calls that meet in the same order, one is played; `every` takes each n-th of these.
    """
    return play_schedules(place, pair, list(schedules_of(place, pair))[::every])


def schedules_of(place: Place, pair: Pair) -> Iterator[Schedule]:
    """Give every schedule of a pair that can end in a world of its own, those of fewer pre-emptions first."""
    ones, others = _footprints(place, pair)
    yield from unlike(schedules(len(ones), len(others), pair.pre_emptions), ones, others)


def play_schedules(
    place: Place, pair: Pair, schedules: Iterable[Schedule], branches: Branches | None = None
) -> list[Case]:
    """Bring the world to where the pair meets, once, and play each schedule and the rest of the story from there."""
    wanted = list(schedules)  # now: to find them plays a run, and that must not happen in the middle of another

    def met(branches: Branches) -> Report:
        def story(run: Run) -> None:
            acts = pair.scene(run)
            for schedule in wanted:
                if branches.part(f"L3:{pair.name}:{','.join(map(str, schedule))}"):
                    _race(run, acts, schedule)
                    return
            raise Enough

        return play(place, story)

    return explore(met, branches=branches)


def play_pair(place: Place, pair: Pair, schedule: Schedule) -> Report:
    """Play one schedule, and the rest of the story after it."""
    return play(place, lambda run: _race(run, pair.scene(run), schedule))


def repeat(place: Place, name: str) -> Report:
    """Play the one schedule again that a name stands for: `L3:send|withdraw:2,11,1`."""
    _, pair_name, switches = name.split(":")
    (pair,) = [pair for pair in PAIRS if pair.name == pair_name]
    return play_pair(place, pair, tuple(map(int, switches.split(","))))


def _race(run: Run, acts: Acts, schedule: Schedule) -> None:
    CALLS.restart()
    Baton(schedule, run.witness.look_at_mails).run(acts)
    run.post.collect()
    run.witness.look()
    run.rest()


def _footprints(place: Place, pair: Pair) -> tuple[list[Footprint], list[Footprint]]:
    """Record what each call of each act touches: of several ways to meet, those in which it makes most calls."""
    last = _recorded(place, pair, _ALL)
    ways = [last, *(_recorded(place, pair, calls) for calls in range(0, len(last[0]), 1 + len(last[0]) // _WAYS))]
    return max((first for first, _ in ways), key=len), max((second for _, second in ways), key=len)


def _recorded(place: Place, pair: Pair, calls: int) -> tuple[list[Footprint], list[Footprint]]:
    """Let the second act run through after so many calls of the first, and tell what each touched."""
    bounds: list[int] = []
    touched: list[Footprint] = []

    def story(run: Run) -> None:
        first, second = pair.scene(run)

        def noted() -> None:
            bounds.append(len(CALLS.footprints))
            try:
                second()
            finally:
                bounds.append(len(CALLS.footprints))

        CALLS.restart()
        CALLS.takes_footprints = True
        Baton((calls, _ALL)).run((first, noted))
        CALLS.takes_footprints = False
        touched.extend(CALLS.footprints)

    play(place, story)
    began, ended = bounds
    return touched[:began] + touched[ended:], touched[began:ended]
