"""L1 and L2: every AWS call × every fault, and a withdrawal before every delivery × crashes around it.

A process that dies takes all that it knew with it. So a crash before a call leaves what a crash after the call
before it left, and a crash after a call that changes nothing what one before it did; of those that leave the same
one is played. Every one can be repeated by its name.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from infrastructure.faults.branches import Branches, Case, explore
from infrastructure.faults.calls import CALLS, Fault, Plan
from infrastructure.faults.footprints import changes_nothing
from infrastructure.faults.place import Place
from infrastructure.faults.run import Intrusion, Report, Run, one_session, play, things_to_tell

STORIES = {"L1": one_session, "L1t": things_to_tell}
FEWEST_CALLS = 260  # of the plain story; fewer means that the sweep has shrunk unseen
CRASHES = (Fault.BEFORE, Fault.AFTER)


def sweep(
    place: Place,
    layer: str = "L1",
    *,
    faults: Sequence[Fault] = tuple(Fault),
    step: str = "",
    every: int = 1,
    branches: Branches | None = None,
) -> list[Case]:
    """Play a layer's story once for each call and fault; `step` and `every` take some of the calls.

    With `every`, the first call to each service is played too, so that no share leaves a service out.

    Raises:
        AssertionError: when the plain story makes fewer calls than it should.
    """

    def met(branches: Branches) -> Report:
        part = partial(_part_at_each_call, layer, branches, faults, step, every)
        return play(place, STORIES[layer], prepare=lambda _: part())

    cases = explore(met, layer, branches)
    for story in [case for case in cases if case.name == layer]:  # a hunt may end before its story does
        calls = len(story.report.calls)
        assert calls >= FEWEST_CALLS, f"the story of {layer} makes {calls} calls, not {FEWEST_CALLS}"  # noqa: S101
    return cases


def sweep_telling(place: Place, *, every: int = 1) -> Iterator[Case]:
    """Crash around each call of the steps that tell a therapist something, in a story with something to tell."""
    for step in ("extract_threads", "send_prompt"):
        yield from sweep(place, "L1t", faults=CRASHES, step=step, every=every)


def sweep_withdrawals(place: Place, *, every: int = 1) -> Iterator[Case]:
    """Withdraw before each delivery of the plain story, alone and with a crash around each call from there on."""
    for delivery in range(1, play(place).deliveries + 1):
        yield from withdraw_at(place, delivery, every=every)


def withdraw_at(
    place: Place, delivery: int, *, step: str = "", every: int = 1, branches: Branches | None = None
) -> list[Case]:
    """Withdraw before one delivery, alone and with a crash around each call from there on."""
    name = f"L2:{delivery}"

    def met(branches: Branches) -> Report:
        part = partial(_part_at_each_call, name, branches, CRASHES, step, every)
        return play(place, prepare=_withdrawing(delivery, part))

    return explore(met, name, branches)


def repeat(place: Place, name: str) -> Report:
    """Play the one run again that a name stands for: `L1:before@17`, `L2:4`, `L2:4:after@9`.

    Raises:
        ValueError: when the name is none of a sweep's.
    """
    match name.split(":"):
        case ["L1" | "L1t" as layer, *cases]:
            return play(place, STORIES[layer], plan=_plan(cases[0]) if cases else None)
        case ["L2", delivery, *cases]:
            plan = _plan(cases[0]) if cases else None
            return play(place, prepare=_withdrawing(int(delivery), lambda: CALLS.restart(plan)))
        case _:
            message = f"no run is called {name}: give a name as it was printed, such as L1:before@17"
            raise ValueError(message)


def unlike(faults: Sequence[Fault], name: str, *, is_first: bool) -> list[Fault]:
    """Give those faults of a call that leave what no other leaves; `is_first` tells of its handler's first call."""
    alike = {Fault.BEFORE: not is_first, Fault.AFTER: changes_nothing(name)}
    return [fault for fault in faults if not alike.get(fault)]


def _part_at_each_call(layer: str, branches: Branches, faults: Sequence[Fault], step: str, every: int) -> None:
    """Fork a branch off at each call from here on for each fault, and let the fault meet that call there."""

    def part(name: str) -> None:
        number, service = len(CALLS.names), name.partition(".")[0]
        is_new = not any(call.startswith(f"{service}.") for call in CALLS.names)
        if (number % every and not is_new) or not CALLS.step.startswith(step):
            return
        for fault in unlike(faults, name, is_first=CALLS.is_first):
            if branches.part(f"{layer}:{fault}@{number}"):
                CALLS.plan, CALLS.before_each = Plan(fault, number), None
                return

    CALLS.restart()
    CALLS.before_each = part


def _withdrawing(delivery: int, count_anew: Callable[[], None]) -> Intrusion:
    """Withdraw before one delivery; calls are counted from the withdrawal on."""

    def withdraw(run: Run) -> None:
        if run.deliveries == delivery:
            count_anew()
            for client_id in run.actors.addresses:
                run.actors.withdraw(client_id)

    def prepare(run: Run) -> None:
        run.before_delivery = withdraw

    return prepare


def _plan(case: str) -> Plan:
    fault, _, at = case.partition("@")
    return Plan(Fault(fault), int(at))
