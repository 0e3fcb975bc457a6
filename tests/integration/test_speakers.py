"""A session whose voices nobody can tell waits for the therapist to say who is who, and goes on then."""

import json
from typing import Any

import pytest
from scripted import DEMO, Script
from world import World, http_event

from shared.domain.client import Client
from shared.domain.session import Flag, Session, SessionState
from shared.runtime import wiring
from shared.services import extract_threads

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
    kinds = [notice["kind"] for notice in wiring.stores().notices.of_therapist(client.therapist_id)]
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

    kinds = [notice["kind"] for notice in wiring.stores().notices.of_therapist(client.therapist_id)]
    assert Flag.OVERDUE not in kinds
