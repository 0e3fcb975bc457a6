"""The redrive: each step dies until its message is a dead letter, is mended, and has its letters sent back.

What was lost on the way must be made good by that alone, as `doorknob ops redrive` promises.
"""

from functools import partial

from infrastructure.faults.branches import Case, side_by_side
from infrastructure.faults.calls import CALLS
from infrastructure.faults.place import Place, step_of
from infrastructure.faults.run import Report, Run, play


def redrives(place: Place) -> list[Case]:
    """Play a story once for each step that has a queue."""
    steps = sorted({step_of(mapping.function) for mapping in place.mappings})
    return side_by_side((f"redrive:{step}", partial(play_redrive, place, step)) for step in steps)


def play_redrive(place: Place, step: str) -> Report:
    """Let one step die until a letter of its queue is dead, and send it back."""
    return play(place, _from_upload_to_withdrawal, prepare=partial(_let_die, step))


def _from_upload_to_withdrawal(run: Run) -> None:
    client_id = run.actors.enrol()
    run.actors.consent(client_id)
    run.actors.upload(client_id)
    _rest(run)
    run.actors.approve_best(client_id)
    _rest(run)
    run.actors.tell_deliveries()
    _rest(run)
    run.witness.look_at_rest()  # for of who has withdrawn much less is asked
    run.actors.withdraw(client_id)
    _rest(run)


def _rest(run: Run) -> None:
    run.rest()
    while run.post.dead:
        run.post.redrive()
        run.rest()


def _let_die(step: str, run: Run) -> None:
    def meet(_call: str) -> None:
        if run.post.dead:  # the operator looks whenever anything moves
            run.post.redrive()
        elif CALLS.step == step and not run.post.redriven:
            CALLS.crash()

    run.witness.may_wake = True
    CALLS.before_each = meet
