"""L3: each pair of handlers that share state, taking turns at each AWS call, by number of pre-emptions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from infrastructure.faults.baton import Act, Baton
from infrastructure.faults.branches import Branches, Case, Enough, explore
from infrastructure.faults.calls import CALLS
from infrastructure.faults.footprints import Footprint
from infrastructure.faults.place import Place, step_of
from infrastructure.faults.post import Round
from infrastructure.faults.run import Report, Run, play
from infrastructure.faults.schedules import Schedule, schedules, unlike
from infrastructure.local.sqs_event import failed_ids

Setting = Callable[[Run], tuple[Act, Act]]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two acts that meet, and how the world comes to where they do."""

    name: str
    setting: Setting
    pre_emptions: int = 2
    are_alike: bool = False  # the second act is the first once more: alone it finds nothing left to do


def _until(run: Run, step: str) -> None:
    """Deliver until the next message is for this step."""
    run.post.collect()
    while (batch := run.post.next_round()) is not None:
        if step_of(batch.mapping.function) == step:
            run.held_back = batch
            return
        run._deliver(batch)  # noqa: SLF001  (the same as a run does by itself)


def _held_back(run: Run) -> Round:
    assert run.held_back is not None, "the story has not come to the step"  # noqa: S101
    return run.held_back


def _handler(run: Run) -> Act:
    batch, invoke = _held_back(run), _again(run)
    names = [letter.message_id for letter in batch.letters]

    def act() -> None:
        failed = set(names)
        try:
            failed = failed_ids(invoke(), names)
        finally:
            run.post.settle(batch, failed)

    return act


def _again(run: Run) -> Act:
    """Deliver the held-back batch without settling it: alone, a second time, as SQS warns it may."""
    batch = _held_back(run)
    event = batch.mapping.to_event([letter.as_received() for letter in batch.letters], batch.mapping.queue_arn)
    return lambda: run.place.invoke(step_of(batch.mapping.function), event)


def _withdrawal(run: Run) -> Act:
    (client_id,) = run.actors.addresses

    def act() -> None:
        run.actors.withdraw(client_id)
        run.post.collect()
        forget = run.post.next_round()
        while forget is not None and step_of(forget.mapping.function) != "forget_client":
            forget = run.post.next_round()
        if forget is not None:
            run.held_back = forget
            _handler(run)()
        run.witness.look()

    return act


def _begun(run: Run) -> None:
    client_id = run.actors.enrol()
    run.actors.consent(client_id)
    run.actors.upload(client_id)


def _before_sending(run: Run) -> None:
    _begun(run)
    run.rest()
    (client_id,) = run.actors.addresses
    run.actors.approve_best(client_id)
    run.clock.move(timedelta(minutes=1))
    run.actors.tick("release_prompts")
    _until(run, "send_prompt")


def _step_meets(step: str, other: Callable[[Run], Act]) -> Setting:
    def setting(run: Run) -> tuple[Act, Act]:
        _begun(run)
        _until(run, step)
        return _handler(run), other(run)

    return setting


def _sending_meets(other: Callable[[Run], Act]) -> Setting:
    def setting(run: Run) -> tuple[Act, Act]:
        _before_sending(run)
        return _handler(run), other(run)

    return setting


def _watch_and_send(run: Run) -> tuple[Act, Act]:
    _before_sending(run)
    return lambda: run.place.invoke("keep_watch", {}), _handler(run)


def _approval_and_withdrawal(run: Run) -> tuple[Act, Act]:
    _begun(run)
    run.rest()
    (client_id,) = run.actors.addresses
    return lambda: run.actors.approve_best(client_id), _withdrawal(run)


PAIRS = (
    Pair("send|withdraw", _sending_meets(_withdrawal), pre_emptions=4),
    Pair("send|send", _sending_meets(_again), pre_emptions=4, are_alike=True),
    Pair("watch|send", _watch_and_send, pre_emptions=4),
    Pair("approve|withdraw", _approval_and_withdrawal),
    Pair("accept|withdraw", _step_meets("accept_recording", _withdrawal), pre_emptions=4),
    Pair("accept|accept", _step_meets("accept_recording", _again), pre_emptions=4, are_alike=True),
    Pair("split|withdraw", _step_meets("split_recording", _withdrawal)),
    Pair("transcribe|withdraw", _step_meets("transcribe_part", _withdrawal), pre_emptions=4),
    Pair("transcribe|transcribe", _step_meets("transcribe_part", _again), pre_emptions=4, are_alike=True),
    Pair("extract|withdraw", _step_meets("extract_threads", _withdrawal)),
    Pair("extract|extract", _step_meets("extract_threads", _again), are_alike=True),
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
            acts = pair.setting(run)
            for schedule in wanted:
                if branches.part(f"L3:{pair.name}:{','.join(map(str, schedule))}"):
                    _race(run, acts, schedule)
                    return
            raise Enough

        return play(place, story)

    return explore(met, branches=branches)


def play_pair(place: Place, pair: Pair, schedule: Schedule) -> Report:
    """Play one schedule, and the rest of the story after it."""
    return play(place, lambda run: _race(run, pair.setting(run), schedule))


def repeat(place: Place, name: str) -> Report:
    """Play the one schedule again that a name stands for: `L3:send|withdraw:2,11,1`."""
    _, pair_name, switches = name.split(":")
    (pair,) = [pair for pair in PAIRS if pair.name == pair_name]
    return play_pair(place, pair, tuple(map(int, switches.split(","))))


def _race(run: Run, acts: tuple[Act, Act], schedule: Schedule) -> None:
    CALLS.restart()
    Baton(schedule).run(acts)
    run.post.collect()
    run.witness.look()
    run.rest()


def _footprints(place: Place, pair: Pair) -> tuple[list[Footprint], list[Footprint]]:
    """Record what each call of each act touches, the acts played one after the other."""
    recorded: list[list[Footprint]] = []

    def story(run: Run) -> None:
        for act in pair.setting(run):
            CALLS.restart()
            CALLS.takes_footprints = True
            act()
            CALLS.takes_footprints = False
            recorded.append(list(CALLS.footprints))
            run.post.collect()

    play(place, story)
    first, second = recorded
    return first, first if pair.are_alike else second
