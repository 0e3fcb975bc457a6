"""`doorknob ops reconcile`, `pause-mail` and `resume-mail` on moto: no mail goes twice, and none is lost."""

from datetime import timedelta

import pytest
from desk import DO, LOOK, lose_sight, ops
from seeded import seed_draft
from sending import approve, mail_event, state_of
from world import World

from infrastructure.cli.standing import Standing
from shared.domain.client import Client
from shared.domain.prompt import NEVER_TAKEN, PromptState
from shared.runtime import wiring


def test_settles_by_an_event_that_died(
    world: World, standing: Standing, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SES said that it took the mail: it counts as sent, the letter is gone, no second mail goes."""
    told, silent = lose_sight(world, client, monkeypatch), lose_sight(world, world.enrol(), monkeypatch)
    world.send("MailEventsDeadLetters", mail_event("Send", told))

    looked, before = ops("reconcile", *LOOK), state_of(told)
    done, again = ops("reconcile", *DO), ops("reconcile", *DO)

    assert standing.stores.prompts.unconfirmed(world.clock.now())
    assert "SES said taken" in looked.output
    assert before is PromptState.UNCONFIRMED
    assert state_of(told) is PromptState.SENT
    assert state_of(silent) is PromptState.UNCONFIRMED
    assert "1 settled" in done.output
    assert "Nothing to do" in again.output
    assert silent.ref.prompt_id in again.output
    assert world.mails_to(client) == []


@pytest.mark.usefixtures("standing")
def test_lets_a_person_settle_what_nobody_tells(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """That a mail never left can be said a day later, not before; it is cancelled and never sent."""
    prompt = lose_sight(world, client, monkeypatch)

    early = ops("reconcile", "--never-taken", prompt.ref.prompt_id, *DO)
    world.clock.move(timedelta(hours=25))
    late = ops("reconcile", "--never-taken", prompt.ref.prompt_id, *DO)
    again = ops("reconcile", "--never-taken", prompt.ref.prompt_id, *DO)
    world.tick("release_prompts")
    world.drain()

    settled = wiring.stores().prompts.get(prompt.ref)
    assert (early.exit_code, late.exit_code, again.exit_code) == (1, 0, 1)
    assert (settled.state, settled.reason) == (PromptState.CANCELLED, NEVER_TAKEN)
    assert world.mails_to(client) == []


@pytest.mark.usefixtures("standing")
def test_pauses_mail_and_lets_it_flow(world: World, client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    """What is queued already is held as well, and rings no alarm; after the pause each note goes once."""
    queued, due = seed_draft(world, client), seed_draft(world, other := world.enrol())
    approve(world, queued)
    world.clock.move(timedelta(seconds=1))
    world.tick("release_prompts")
    approve(world, due)
    world.clock.move(timedelta(seconds=1))

    looked, flowing = ops("pause-mail", *LOOK), wiring.stores().mail_switch.pause()
    ops("pause-mail", "--reason", "SES review", *DO)
    twice = ops("pause-mail", *DO)
    world.tick("release_prompts")
    world.drain()
    held = [*world.mails_to(client), *world.mails_to(other)]
    shown = ops("status")
    ops("resume-mail", *DO)
    world.clock.move(timedelta(minutes=16))
    world.tick("release_prompts")
    world.drain()

    assert "Dry run" in looked.output
    assert flowing is None
    assert "SES review" in twice.output
    assert held == []
    assert "MailsRefused" not in capfd.readouterr().out
    assert "RB-6" in shown.output
    assert (len(world.mails_to(client)), len(world.mails_to(other))) == (1, 1)
