"""Sends dead letters back to their queue, after what made them die was mended."""

import typer

from infrastructure.cli.standing import Standing
from infrastructure.ops.asking import Go, is_agreed
from infrastructure.ops.letters import about
from infrastructure.ops.noting import note
from infrastructure.ops.queues import Queues
from infrastructure.ops.reasons import why_it_died


def redrive(standing: Standing, name: str, go: Go) -> None:
    """Show every dead letter of a queue with the reason in the log, and send them back when that is agreed.

    Doing it twice is safe: every step knows what it has done before.
    """
    queues = Queues(standing)
    queue = queues.named(name)
    letters = queues.look(queue)
    reasons = why_it_died(standing, [letter.message_id for letter in letters])
    plan = [
        f"{name}: {about(name, letter)}; last failure: {reasons.get(letter.message_id, 'not in the log any more')}"
        for letter in letters
    ]
    if not is_agreed(plan, go):
        return
    moved = queues.put_back(queue, most=queues.depth(queue).dead)
    note(standing.stores, "ops.redrive", f"{name}: {moved}")
    typer.echo(f"{moved} sent back to {name}. It is over when doorknob ops status shows none dead again.")
