"""Pauses all mail, and lets it flow again; nothing is lost in between, what is due waits."""

import typer

from infrastructure.cli.standing import Standing
from infrastructure.ops.asking import Go, is_agreed
from infrastructure.ops.noting import note
from shared.ports import MailPause
from shared.runtime import wiring


def pause_mail(standing: Standing, reason: str, go: Go) -> None:
    """Stop every mail, also links to new addresses; pausing twice keeps the first pause."""
    switch = standing.stores.mail_switch
    standing_pause = switch.pause()
    if standing_pause is not None:
        typer.echo(f"Mail is paused since {standing_pause.since.isoformat()}: {standing_pause.reason}")
        return
    plan = ["no mail leaves from now on; what is due waits, and goes when mail is resumed"]
    if not is_agreed(plan, go):
        return
    switch.turn_off(MailPause(wiring.clock().now(), reason))
    note(standing.stores, "ops.pause-mail", "paused")
    typer.echo("Mail is paused. doorknob ops resume-mail lets it flow.")


def resume_mail(standing: Standing, go: Go) -> None:
    """Let mail flow; resuming twice changes nothing."""
    switch = standing.stores.mail_switch
    pause = switch.pause()
    if pause is None:
        typer.echo("Mail flows.")
        return
    due = len(standing.stores.prompts.due(wiring.clock().now()))
    plan = [f"mail flows again: paused since {pause.since.isoformat()} ({pause.reason}); notes due: {due}"]
    if not is_agreed(plan, go):
        return
    switch.turn_on()
    note(standing.stores, "ops.resume-mail", "resumed")
    typer.echo("Mail flows. What was refused meanwhile is offered again within fifteen minutes.")
