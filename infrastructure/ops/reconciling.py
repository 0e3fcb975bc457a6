"""Settles mails of which nobody knows whether they went: by an event of SES's that died on its way, or by a person.

SES says "Send" of every mail that it took, within minutes. An event that was delivered has settled its
mail by itself; so what is left has an event among the dead letters, or none at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import typer

from functions.record_mail_event.ses_event import UnreadableEventError, mail_event_in
from infrastructure.cli.failures import CommandError
from infrastructure.cli.standing import Standing
from infrastructure.ops.asking import Go, is_agreed
from infrastructure.ops.noting import note
from infrastructure.ops.queues import Letter, Queues
from shared.domain.identity import PromptRef
from shared.domain.prompt import NEVER_TAKEN, Prompt, PromptMove
from shared.runtime import wiring
from shared.services.record_mail_event import MailEvent, MailEventKind, record_mail_event

_EVENTS = "mail-events"
SILENT_FOR = timedelta(hours=24)  # SES tells within minutes, SNS tries a queue for hours; a day is beyond both
_BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class _Found:
    letter: Letter
    event: MailEvent


def reconcile(standing: Standing, go: Go) -> None:
    """Show every unconfirmed mail with what SES said of it, and settle those of which it said something."""
    now = wiring.clock().now()
    queues = Queues(standing)
    queue = queues.named(_EVENTS)
    with queues.held(queue) as letters:
        events = _events(letters)
        prompts = standing.stores.prompts.unconfirmed(now)
        told = [prompt for prompt in prompts if prompt.ref in events]
        for prompt in prompts:
            if prompt not in told:
                typer.echo(f"  {_named(prompt)}: {_silence(prompt, now)}")
        if not is_agreed([f"{_named(prompt)}: SES said {_told(events[prompt.ref])}" for prompt in told], go):
            return
        for prompt in told:
            for found in events[prompt.ref]:
                _record(standing, found.event)
                queues.drop(queue, found.letter)
            note(
                standing.stores,
                "ops.reconcile",
                "by event",
                client_id=prompt.ref.client_id,
                prompt_id=prompt.ref.prompt_id,
            )
    others = len(prompts) - len(told)
    typer.echo(
        f"{len(told)} settled."
        + (f" {others} wait for an event, or for you (--taken, --never-taken)." if others else "")
    )


def settle_by_hand(standing: Standing, prompt_id: str, *, taken: bool, go: Go) -> None:
    """Settle one unconfirmed mail as a person found out: it was taken, or it never was.

    Neither sends anything again. One that was never taken is cancelled, and the therapist sees that.

    Raises:
        CommandError: when no such mail is unconfirmed, or it is too early to say that it was never taken.
    """
    now = wiring.clock().now()
    prompt = next((each for each in standing.stores.prompts.unconfirmed(now) if each.ref.prompt_id == prompt_id), None)
    if prompt is None:
        message = f"{prompt_id} is not unconfirmed: it was settled before, or doorknob ops reconcile shows another id"
        raise CommandError(message)
    if not taken and _age(prompt, now) < SILENT_FOR:
        message = f"{prompt_id}: SES may still tell; ask again {SILENT_FOR.total_seconds() / 3600:.0f} hours after it"
        raise CommandError(message)
    what = "was sent" if taken else "never left; it is cancelled"
    if not is_agreed([f"{_named(prompt)}: a person found that it {what}"], go):
        return
    if taken:
        _record(standing, MailEvent(MailEventKind.TAKEN, prompt.ref, _BY_HAND))
    else:
        standing.stores.prompts.move(prompt, PromptMove.GIVE_UP, {"reason": NEVER_TAKEN})
    note(standing.stores, "ops.reconcile", what, client_id=prompt.ref.client_id, prompt_id=prompt.ref.prompt_id)
    typer.echo("Settled.")


def _events(letters: list[Letter]) -> Mapping[PromptRef, list[_Found]]:
    events: dict[PromptRef, list[_Found]] = {}
    for letter in letters:
        try:
            event = mail_event_in(letter.body)
        except UnreadableEventError:
            continue  # redrive shows it
        if event is not None:
            events.setdefault(event.prompt, []).append(_Found(letter, event))
    return events


def _record(standing: Standing, event: MailEvent) -> None:
    stores = standing.stores
    record_mail_event(
        event, prompts=stores.prompts, clients=stores.clients, notices=stores.notices, clock=wiring.clock()
    )


def _named(prompt: Prompt) -> str:
    return f"client {prompt.ref.client_id} prompt {prompt.ref.prompt_id}"


def _told(found: list[_Found]) -> str:
    return ", ".join(sorted({each.event.kind.value for each in found}))


def _silence(prompt: Prompt, now: datetime) -> str:
    hours = _age(prompt, now).total_seconds() / 3600
    if _age(prompt, now) < SILENT_FOR:
        return f"SES has said nothing for {hours:.1f} h; wait until 24 h have passed"
    return f"SES has said nothing for {hours:.0f} h: it was never taken; say so with --never-taken"


def _age(prompt: Prompt, now: datetime) -> timedelta:
    return now - (prompt.claimed_at or now)
