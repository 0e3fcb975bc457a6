"""A session whose voices nobody can tell waits for the therapist to say who is who, and goes on then."""

import json
from typing import Any

import pytest
from scripted import DEMO, Script
from world import World, http_event, notices_of

from shared.domain.client import Client
from shared.domain.kept_thread import ThreadEventKind
from shared.domain.prompt import PromptMove, PromptState
from shared.domain.session import Flag, Session, SessionState
from shared.domain.transcript import Speaker
from shared.errors import MissingError, StaleError
from shared.runtime import wiring
from shared.services import extract_threads
from shared.services.serve_therapist import progress, speakers, threads

NAMED = {"0": "therapist", "1": "client"}


@pytest.fixture(autouse=True)
def _as_if_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """No words make it this sure; only a person does."""
    monkeypatch.setattr(extract_threads, "SURE_OF_SPEAKERS", 0.9999)


def waiting(world: World, script: Script) -> tuple[Client, Session]:
    assert script.fails_on == set()
    client = world.enrol()
    world.upload(client, DEMO.read_bytes(), "demo.opus")
    world.drain()
    (session,) = wiring.stores().sessions.of_client(client.client_id)
    return client, session


def ask(world: World, client: Client, session: Session, voices: Any = None, *, therapist: str = "") -> dict[str, Any]:
    path = f"/clients/{client.client_id}/sessions/{session.ref.session_id}/speakers"
    body = {"voices": voices} if voices else None
    event = http_event("PUT" if voices else "GET", path, body, therapist or client.therapist_id)
    answer = world.invoke("serve_therapist", event)
    return {"status": answer["statusCode"], **json.loads(answer["body"])}


def test_waits_and_goes_on_once_the_therapist_has_said_who_is_who(world: World, script: Script) -> None:
    """Nothing is drafted from a voice that may be the therapist's own; one answer and the drafts are there."""
    client, session = waiting(world, script)
    assert (session.state, Flag.SPEAKERS_UNSURE in session.flags) == (SessionState.WAITING, True)
    assert wiring.stores().prompts.of_client(client.client_id) == []
    kinds = notices_of(client.therapist_id)
    assert Flag.SPEAKERS_UNSURE in kinds

    shown = ask(world, client, session)
    answer = ask(world, client, session, NAMED)
    again = ask(world, client, session, NAMED)
    world.drain()

    assert [(voice["guess"], len(voice["lines"])) for voice in shown["voices"]] == [("therapist", 5), ("client", 5)]
    assert (answer["status"], answer["state"], again["status"]) == (200, "READING", 200)
    after = wiring.stores().sessions.get(session.ref)
    assert (after.state, Flag.SPEAKERS_UNSURE in after.flags) == (SessionState.READY, False)
    assert wiring.stores().prompts.of_client(client.client_id) != []


def test_takes_an_answer_only_for_the_voices_that_speak(world: World, script: Script) -> None:
    """A voice that is not there, or one that was left out, is an answer to another question."""
    client, session = waiting(world, script)

    answer = ask(world, client, session, {"0": "therapist", "2": "client"})

    assert (answer["status"], wiring.stores().sessions.get(session.ref).state) == (409, SessionState.WAITING)
    assert "whose it is" in answer["message"]


def test_shows_no_voice_to_another_therapist(world: World, script: Script) -> None:
    """Another's session is as if it were not there."""
    client, session = waiting(world, script)

    shown = ask(world, client, session, therapist="t-other")
    named = ask(world, client, session, NAMED, therapist="t-other")

    assert (shown["status"], named["status"]) == (404, 404)


def test_is_not_woken_while_it_waits_for_a_person(world: World, script: Script) -> None:
    """keep_watch calls nothing overdue that only a person can move on."""
    client, session = waiting(world, script)
    world.clock.move(world.clock.moment - session.accepted_at + 3 * (session.audio_until - session.accepted_at) / 7)

    world.tick("keep_watch")

    kinds = notices_of(client.therapist_id)
    assert Flag.OVERDUE not in kinds


def swap(client: Client, session: Session, *, therapist: str = "") -> Session:
    stores = wiring.stores()
    places = {"sessions": stores.sessions, "prompts": stores.prompts, "vault": stores.vault}
    return speakers.swap_speakers(
        therapist or client.therapist_id, session.ref, clients=stores.clients, outbox=wiring.outbox(), **places
    )


def read(world: World, script: Script) -> tuple[Client, Session]:
    client, session = waiting(world, script)
    ask(world, client, session, NAMED)
    world.drain()
    return client, wiring.stores().sessions.get(session.ref)


def seen(client: Client, session: Session) -> progress.Finished:
    stores = wiring.stores()
    places = {"prompts": stores.prompts, "threads": stores.threads, "replies": stores.replies, "vault": stores.vault}
    return progress.show_finished(
        client.therapist_id, session.ref, clients=stores.clients, sessions=stores.sessions, **places
    )


def said_by(finished: progress.Finished, speaker: Speaker) -> list[str]:
    return [turn.text for turn in finished.transcript.by(speaker)]


def test_turns_the_speakers_round_after_the_session_was_read(world: World, script: Script) -> None:
    """Read again with the other as the client: nothing of the wrong reading is left to send, list or follow."""
    client, session = read(world, script)
    before = seen(client, session)
    aside, *_ = before.prompts
    wiring.stores().prompts.move(aside, PromptMove.SET_ASIDE, {"reason": "NEVER"})
    tapped = before.kept[0].kept.ref
    stores = wiring.stores()
    places = {"consents": stores.consents, "threads": stores.threads, "vault": stores.vault, "clock": world.clock}
    threads.tap_thread(client.therapist_id, tapped, ThreadEventKind.CLOSED, clients=stores.clients, **places)

    turned, again = swap(client, session), swap(client, session)
    world.drain()

    after = seen(client, session)
    assert (turned.state, again.swaps, after.session.swaps) == (SessionState.READING, 1, 1)
    assert said_by(after, Speaker.CLIENT) == said_by(before, Speaker.THERAPIST)
    assert said_by(after, Speaker.THERAPIST) == said_by(before, Speaker.CLIENT)
    assert after.reading != before.reading
    assert all(after.transcript.turns[each.turn].speaker is Speaker.CLIENT for each in after.reading.threads)
    voided = [wiring.stores().prompts.get(prompt.ref) for prompt in before.prompts]
    assert {(prompt.state, prompt.reason) for prompt in voided} == {(PromptState.CANCELLED, "CORRECTED")}
    assert not {prompt.ref for prompt in after.prompts} & {prompt.ref for prompt in before.prompts}
    quotes = [each.found.quote for view in after.kept for each in view.sightings]
    assert sorted(quotes) == sorted(thread.quote for thread in after.reading.threads)
    kept = stores.threads.of_client(client.client_id)
    assert tapped not in {thread.ref for thread in kept}


def test_turns_the_speakers_round_and_back(world: World, script: Script) -> None:
    """What was right at first is found again, as drafts that can be approved."""
    client, session = read(world, script)
    before = seen(client, session)

    for _ in range(2):
        swap(client, session)
        world.drain()

    after = seen(client, session)
    assert after.reading == before.reading
    assert [prompt.state for prompt in after.prompts] == [PromptState.DRAFTED] * len(before.prompts)
    assert [view.sightings[0].found for view in after.kept] == [view.sightings[0].found for view in before.kept]


def test_turns_nothing_round_before_it_was_read_or_for_another(world: World, script: Script) -> None:
    """A session that waits has nobody named yet; another's session is as if it were not there."""
    client, session = waiting(world, script)

    with pytest.raises(StaleError, match="once the session was read"):
        swap(client, session)
    with pytest.raises(MissingError):
        swap(client, session, therapist="t-other")
    assert wiring.stores().sessions.get(session.ref).state is SessionState.WAITING
