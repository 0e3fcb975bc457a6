"""What SES tells afterwards on moto: it settles a mail nobody knew of, and ends mail to an address that it hurts."""

import pytest
from seeded import seed_draft
from sending import approve, mail_event, release_and_lose_the_answer, release_and_send, state_of
from world import World

from shared.domain.client import Client
from shared.domain.prompt import PromptState
from shared.runtime import wiring


def test_never_sends_again_what_may_have_gone(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost answer leaves the prompt unconfirmed; an event of SES's settles it."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    release_and_lose_the_answer(world, monkeypatch)
    release_and_send(world)

    assert world.mails_to(client) == []
    assert state_of(prompt) is PromptState.UNCONFIRMED
    world.send("MailEventsQueue", mail_event("Delivery", prompt))
    world.drain()
    assert state_of(prompt) is PromptState.SENT


@pytest.mark.parametrize(
    ("kind", "extra", "blocked", "state"),
    [
        ("Bounce", {"bounce": {"bounceType": "Permanent"}}, "BOUNCED", PromptState.BOUNCED),
        ("Bounce", {"bounce": {"bounceType": "Transient"}}, "", PromptState.SENT),
        ("Complaint", {}, "COMPLAINED", PromptState.SENT),
    ],
)
def test_stops_mail_after_a_hard_bounce_or_a_complaint(
    world: World, client: Client, kind: str, extra: dict, blocked: str, state: PromptState
) -> None:
    """The address is left alone from then on; a soft bounce changes nothing."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    release_and_send(world)

    world.send("MailEventsQueue", mail_event(kind, prompt, **extra))
    world.drain()

    assert wiring.stores().clients.get(client.client_id).mail_blocked == blocked
    assert state_of(prompt) is state
