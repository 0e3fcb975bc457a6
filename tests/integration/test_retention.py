"""The two clocks on moto, with time moved: the sound goes first, the text at its own date, and both say so."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from seeded import seed_draft
from sending import approve
from telling import transcribed
from world import World, http_event

from shared.domain.client import Client
from shared.domain.identity import SessionRef
from shared.domain.prompt import PromptState
from shared.domain.session import Flag, SessionMove
from shared.runtime import wiring
from shared.services import keep_watch
from shared.services.keep_watch import MOST_TO_DROP

AUDIO, TEXT = timedelta(days=7), timedelta(days=365)


def kept(world: World, client_id: str) -> list[str]:
    return [key for key in world.objects("VaultBucket") if client_id in key]


@pytest.mark.parametrize("days", [TEXT.days - 1, TEXT.days + 1])
def test_removes_the_text_at_its_date_and_not_before(world: World, days: int) -> None:
    """The clock is the one fixed at the upload, whatever the setting says today."""
    client = world.enrol()
    prompt = seed_draft(world, client)
    world.clock.move(AUDIO + timedelta(hours=1))
    world.tick("keep_watch")
    before = kept(world, client.client_id)

    world.clock.move(timedelta(days=days) - AUDIO)
    world.tick("keep_watch")

    is_over = days > TEXT.days
    stores = wiring.stores()
    session = stores.sessions.get(prompt.session)
    assert before != []
    assert (kept(world, client.client_id) == []) is is_over
    assert (Flag.TEXT_REMOVED in session.flags) is is_over
    assert (stores.prompts.get(prompt.ref).state is PromptState.CANCELLED) is is_over


def test_mails_nothing_whose_text_is_over(world: World) -> None:
    """A note that was approved and never sent is cancelled with a reason."""
    client = world.enrol()
    prompt = seed_draft(world, client)
    approve(world, prompt)

    for days in (8, 366):
        world.clock.move(timedelta(days=days))
        world.tick("keep_watch")

    cancelled = wiring.stores().prompts.get(prompt.ref)
    assert (cancelled.state, cancelled.reason) == (PromptState.CANCELLED, "RETENTION")
    assert world.mails_to(client) == []


def ended_by_its_clocks(world: World, client: Client) -> SessionRef:
    session = seed_draft(world, client).session
    for days in (8, 366):
        world.clock.move(timedelta(days=days))
        world.tick("keep_watch")
    return session


def ended_by_a_refusal(world: World, client: Client) -> SessionRef:
    session = transcribed(world, client)
    wiring.stores().sessions.move(session, SessionMove.REFUSE, {"reason": "EXPIRED"})
    return session


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (ended_by_its_clocks, ["skipped: not waiting", "skipped: READY"]),
        (ended_by_a_refusal, ["skipped: not waiting", "skipped: REFUSED"]),
    ],
)
def test_drops_a_message_that_is_older_than_the_end_of_its_session(
    world: World,
    end: Callable[[World, Client], SessionRef],
    words: list[str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A message that turns up after the texts were removed, or the session was refused, says so and makes nothing."""
    client = world.enrol()
    ref, stores = end(world, client), wiring.stores()
    left = (stores.sessions.get(ref), stores.prompts.of_client(client.client_id), kept(world, client.client_id))
    names = {"client_id": ref.client_id, "session_id": ref.session_id}
    capfd.readouterr()

    for queue, body in (("TranscribeQueue", {**names, "number": 0}), ("ExtractQueue", names)):
        world.send(queue, json.dumps(body))
        world.drain()

    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines() if '"handled"' in line]
    assert [line["outcome"] for line in lines] == words
    assert (
        stores.sessions.get(ref),
        stores.prompts.of_client(client.client_id),
        kept(world, client.client_id),
    ) == left


def test_shows_both_clocks_to_the_therapist(world: World) -> None:
    """As they were fixed at the upload."""
    client = world.enrol()
    prompt = seed_draft(world, client)
    path = f"/clients/{client.client_id}/sessions/{prompt.session.session_id}"

    shown = json.loads(
        world.invoke("serve_therapist", http_event("GET", path, therapist_id=client.therapist_id))["body"]
    )

    session = wiring.stores().sessions.get(prompt.session)
    assert datetime.fromisoformat(shown["audio_until"]) == session.audio_until
    assert datetime.fromisoformat(shown["text_until"]) == session.text_until


def test_sound_that_there_was_no_time_for_goes_at_the_next_watch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A watch with too much to remove still carries every withdrawal on."""
    client, leaving = world.enrol(), world.enrol()
    session = wiring.stores().sessions.get(seed_draft(world, client).session)
    wiring.stores().consents.withdraw(leaving.client_id, world.clock.now(), extent="sessions")
    world.clock.move(AUDIO + timedelta(hours=1))

    def due() -> list[SessionRef]:
        return [each.ref for each in wiring.stores().sessions.outdated(world.clock.now(), MOST_TO_DROP)]

    with monkeypatch.context() as hurried:
        hurried.setattr(keep_watch, "ENOUGH_OF_EACH", timedelta(0))
        world.tick("keep_watch")
    still_due = session.ref in due()
    world.drain()

    world.tick("keep_watch")

    assert still_due
    assert session.ref not in due()
    assert wiring.stores().consents.unconfirmed(world.clock.now()) == []
