"""What a therapist must know is told, also where the step that was to tell it died on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from seeded import seed_draft
from sending import approve, release_and_lose_the_answer, release_and_send, state_of
from telling import COAT, Telling, reading
from world import World, notices_of

from shared.adapters.dynamo.notices import DynamoNotices
from shared.domain.notice import NoticeKind
from shared.domain.prompt import PromptState
from shared.domain.threads import RiskLine
from shared.errors import UnavailableError
from shared.runtime import wiring


@pytest.fixture(autouse=True)
def _dies_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the first notice of the test be lost, as where a process dies before it."""
    tell, died = DynamoNotices.tell, []

    def die_once(self: DynamoNotices, *about: object) -> None:
        if not died:
            died.append(True)
            message = "the process died here"
            raise UnavailableError(message)
        tell(self, *about)  # type: ignore[arg-type]

    monkeypatch.setattr(DynamoNotices, "tell", die_once)
    yield
    assert died, "nothing was to be told"


def test_of_a_note_that_was_not_sent(world: World) -> None:
    """A note that may no longer go is cancelled, and the therapist hears why."""
    client = world.enrol()
    prompt = seed_draft(world, client)
    approve(world, prompt)
    world.clock.move(timedelta(days=400))

    release_and_send(world)

    assert state_of(prompt) is PromptState.CANCELLED
    assert NoticeKind.NOT_SENT_CONSENT in notices_of(client.therapist_id)


def test_of_a_mail_that_nobody_knows_about(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost answer of the mail service leaves the prompt unconfirmed, and the therapist hears of it."""
    client = world.enrol()
    prompt = seed_draft(world, client)
    approve(world, prompt)

    release_and_lose_the_answer(world, monkeypatch)
    world.clock.move(timedelta(hours=1))
    world.tick("keep_watch")

    assert state_of(prompt) is PromptState.UNCONFIRMED
    assert NoticeKind.UNCONFIRMED in notices_of(client.therapist_id)


def test_of_a_risk_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session with a risk line is never ready without the therapist having been told, and drafts nothing."""
    telling = Telling(world, monkeypatch)

    telling.session(replace(reading(3), risk=(RiskLine(1, COAT, 1.0),)))

    assert NoticeKind.RISK in notices_of(telling.client.therapist_id)
    assert wiring.stores().prompts.of_client(telling.client.client_id) == []
