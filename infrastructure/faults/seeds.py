"""L4: random runs, each decided by its seed: two clients, mischief of the post, crashes, a withdrawal, an edit.

At the end every message comes once more, also of what was done long before: that must change nothing.
"""

from functools import partial
from random import Random

from infrastructure.faults.branches import Case, side_by_side
from infrastructure.faults.calls import CALLS
from infrastructure.faults.place import Place
from infrastructure.faults.post import Mischief
from infrastructure.faults.run import Report, Run, play

_CRASHING = 0.004  # of all calls: about one or two a run; five in a row on one message would be a poison message
_WITHDRAWING = 0.03  # of all deliveries
_EDITING = 0.5


def random_runs(place: Place, seeds: range) -> list[Case]:
    """Play one run a seed."""
    return side_by_side((f"L4:{seed}", partial(play_seed, place, seed)) for seed in seeds)


def play_seed(place: Place, seed: int) -> Report:
    """Play the run of one seed."""
    dice = Random(seed)  # noqa: S311  (a simulation, not a secret)

    def crash_now_and_then(_name: str) -> None:
        if dice.random() < _CRASHING:
            CALLS.crash()

    def withdraw_now_and_then(run: Run) -> None:
        if dice.random() < _WITHDRAWING and run.actors.addresses:
            run.actors.withdraw(dice.choice(sorted(run.actors.addresses)))

    def prepare(run: Run) -> None:
        run.post.mischief = Mischief(doubled=0.1, unacknowledged=0.1, is_shuffled=True)
        run.witness.may_wake = True
        run.before_delivery = withdraw_now_and_then
        CALLS.before_each = crash_now_and_then

    def story(run: Run) -> None:
        for _ in range(2):
            _come(run)
        run.rest()
        for client_id in list(run.actors.addresses):
            if dice.random() < _EDITING:
                run.actors.edit_best(client_id)
            run.actors.approve_best(client_id)
        run.rest()
        run.actors.tell_deliveries()
        run.rest()
        run.actors.keep_notes()
        run.rest()
        run.post.repeat_everything()

    return play(place, story, seed=seed, prepare=prepare)


def _come(run: Run) -> None:
    client_id = run.actors.enrol()
    run.actors.consent(client_id)
    for _ in range(run.random.choice((1, 2))):
        key = run.actors.upload(client_id)
        if run.random.random() < 0.5:  # noqa: PLR2004  (an even chance)
            run.actors.tell_of_upload_again(key)
