"""`doorknob ops` does nothing unasked, and teaches by its help."""

import pytest
from desk import DO, lose_sight, ops
from sending import mail_event, state_of
from world import World

from shared.domain.client import Client
from shared.domain.prompt import PromptState
from shared.runtime import wiring


@pytest.mark.parametrize(
    "command", ["redrive split", "pause-mail", "reconcile", "restore-drill", "resume-mail", "erase CLIENT"]
)
@pytest.mark.usefixtures("standing")
def test_does_nothing_unasked(world: World, client: Client, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can answer and --yes is missing, it says so and changes nothing."""
    prompt = lose_sight(world, client, monkeypatch)
    world.send("MailEventsDeadLetters", mail_event("Send", prompt))
    world.send("SplitDeadLetters", "{}")
    if command == "resume-mail":
        ops("pause-mail", *DO)
    paused = wiring.stores().mail_switch.pause()

    told = ops(*command.replace("CLIENT", client.client_id).split())

    assert told.exit_code == 1
    assert "add --yes" in told.output
    assert wiring.stores().mail_switch.pause() == paused
    assert state_of(prompt) is PromptState.UNCONFIRMED
    assert wiring.stores().consents.get(client.client_id).withdrawn_at is None
    assert world.dead_letters("SplitDeadLetters") == ["{}"]


def test_teaches_by_its_help() -> None:
    """Every command says what it does and how to look first."""
    told = ops("--help").output

    assert all(word in told for word in ("status", "sessions", "redrive", "reconcile", "pause-mail", "resume-mail"))
    assert all(word in told for word in ("clients", "erase", "restore-drill", "--dry-run", "runbook"))
