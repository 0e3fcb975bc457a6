"""L1 and L2: every AWS call × every fault, and a withdrawal before every delivery × crashes around it."""

from collections.abc import Iterator
from dataclasses import dataclass

from infrastructure.faults.calls import CALLS, Fault, Plan
from infrastructure.faults.place import Place
from infrastructure.faults.run import Report, Run, one_session, play

FEWEST_CALLS = 150  # of the plain story; fewer means that the sweep has shrunk unseen
CRASHES = (Fault.BEFORE, Fault.AFTER)


@dataclass(frozen=True, slots=True)
class Case:
    """One run of a layer: its name repeats it, its report says what came of it."""

    name: str
    report: Report


def sweep(place: Place, *, faults: tuple[Fault, ...] = tuple(Fault), every: int = 1, offset: int = 0) -> Iterator[Case]:
    """Play the plain story once for each call and fault; `every` and `offset` take a share of them.

    Raises:
        AssertionError: when the story makes fewer calls than it should.
    """
    calls = len(play(place).calls)
    assert calls >= FEWEST_CALLS, f"the plain story makes {calls} calls, fewer than {FEWEST_CALLS}"  # noqa: S101
    for at in range(offset, calls, every):
        for fault in faults:
            yield Case(f"L1:{fault}@{at}", play(place, plan=Plan(fault, at)))


def sweep_withdrawals(place: Place, *, every: int = 1) -> Iterator[Case]:
    """Withdraw before each delivery of the plain story, alone and with a crash around each call from there on."""
    deliveries = play(place).deliveries
    for delivery in range(1, deliveries + 1):
        alone = play_withdrawal(place, delivery)
        yield Case(f"L2:{delivery}", alone)
        for at in range(0, len(alone.calls), every):
            for fault in CRASHES:
                yield Case(f"L2:{delivery}:{fault}@{at}", play_withdrawal(place, delivery, Plan(fault, at)))


def play_withdrawal(place: Place, delivery: int, plan: Plan | None = None) -> Report:
    """Play the plain story with a withdrawal before one delivery; the plan counts calls from the withdrawal on."""

    def withdraw(run: Run) -> None:
        if run.deliveries == delivery:
            CALLS.restart(plan)
            for client_id in run.actors.addresses:
                run.actors.withdraw(client_id)

    def prepare(run: Run) -> None:
        run.before_delivery = withdraw

    return play(place, withdrawn_story, prepare=prepare)


def withdrawn_story(run: Run) -> None:
    """Tell the plain story as far as the withdrawal lets it go."""
    one_session(run)


def repeat(place: Place, name: str) -> Report:
    """Play the one run again that a name stands for: `L1:before@17`, `L2:4`, `L2:4:after@9`.

    Raises:
        ValueError: when the name is none of a sweep's.
    """
    match name.split(":"):
        case ["L1", case]:
            return play(place, plan=_plan(case))
        case ["L2", delivery]:
            return play_withdrawal(place, int(delivery))
        case ["L2", delivery, case]:
            return play_withdrawal(place, int(delivery), _plan(case))
        case _:
            message = f"no run is called {name}: give a name as it was printed, such as L1:before@17"
            raise ValueError(message)


def _plan(case: str) -> Plan:
    fault, _, at = case.partition("@")
    return Plan(Fault(fault), int(at))
