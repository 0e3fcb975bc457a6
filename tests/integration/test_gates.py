"""The six gates on moto: at each, consent that ended, a text that changed and the policy of a place stop the flow."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from leaving import left_of
from scripted import DEMO, Script
from seeded import seed_draft
from sending import approve, release_and_send
from world import World, http_event, notices_of

from shared.domain import consent as consent_module
from shared.domain.client import Client
from shared.domain.consent import Grant, Purpose, Refusal
from shared.domain.declaration import Declaration
from shared.domain.notice import NoticeKind
from shared.domain.places import Modality
from shared.domain.prompt import PromptState
from shared.domain.session import Session, SessionState
from shared.runtime import wiring

End = Callable[[World, Client, pytest.MonkeyPatch], Refusal]
STEPS = ["Accept", "Split", "Transcribe", "Extract"]


def expire(world: World, _client: Client, _patch: pytest.MonkeyPatch) -> Refusal:
    """Let the date pass that the client agreed until."""
    world.clock.move(timedelta(days=301))
    return Refusal.EXPIRED


def change_the_text(_world: World, _client: Client, patch: pytest.MonkeyPatch) -> Refusal:
    """Add a firm to the list of sub-processors."""
    text = consent_module.CONSENT_TEXT
    patch.setattr(consent_module, "CONSENT_TEXT", replace(text, firms=(*text.firms, "- Somebody new.")))
    return Refusal.OUTDATED


def move_to(place: str, refusal: Refusal) -> End:
    """Let the client move to a place with another policy."""

    def move(_world: World, client: Client, _patch: pytest.MonkeyPatch) -> Refusal:
        clients = wiring.stores().clients
        clients.change(replace(clients.get(client.client_id), place=place))
        return refusal

    return move


ON_SOUND = [expire, change_the_text, move_to("US-VT", Refusal.TELEHEALTH)]
FOR_GOOD = [expire, move_to("US-VT", Refusal.TELEHEALTH)]  # nothing that asking again could mend
ON_NOTES = [expire, change_the_text, move_to("US-NV", Refusal.CLIENT_MAIL)]


def run_up_to(world: World, step: str) -> list:
    """Let the steps before this one run, and give back the mappings of all."""
    everything = world.mappings
    before = STEPS[: STEPS.index(step)]
    world.mappings = [each for each in everything if any(name in each.function for name in before)]
    world.drain()
    return everything


def stop_at(world: World, step: str, end: End, patch: pytest.MonkeyPatch) -> tuple[Client, Session, Refusal]:
    """Upload a telehealth session, end the permission right before a step, and let that step try."""
    client = world.enrol()
    world.upload(client, DEMO.read_bytes(), "demo.opus", Declaration(Modality.TELEHEALTH))
    everything = run_up_to(world, step)
    refusal = end(world, client, patch)
    world.mappings = everything
    world.drain()
    (session,) = wiring.stores().sessions.of_client(client.client_id)
    return client, session, refusal


@pytest.mark.parametrize("end", ON_SOUND)
def test_gate_at_the_link(world: World, monkeypatch: pytest.MonkeyPatch, end: End) -> None:
    """No upload link is given where the recording would be refused, and the sentence says what to do."""
    client = world.enrol()
    refusal = end(world, client, monkeypatch)
    form = {"extension": "wav", "modality": "telehealth"}

    answer = world.invoke(
        "serve_therapist", http_event("POST", f"/clients/{client.client_id}/uploads", form, client.therapist_id)
    )

    assert answer["statusCode"] == 403
    assert json.loads(answer["body"])["message"] == consent_module.SENTENCES[refusal]


@pytest.mark.parametrize("end", ON_SOUND)
def test_gate_at_the_upload(world: World, monkeypatch: pytest.MonkeyPatch, end: End) -> None:
    """The file goes, the reason stays, and no later gate is needed for it."""
    world.mappings = [each for each in world.mappings if "Accept" in each.function]
    client, session, refusal = stop_at(world, "Accept", end, monkeypatch)

    assert (session.state, session.reason) == (SessionState.REFUSED, refusal.value)
    assert [key for key in world.objects("RecordingsBucket") if client.client_id in key] == []


def test_gate_at_the_upload_wants_to_be_told_who_was_there(world: World) -> None:
    """A file that nobody declared is refused, also where both modalities are allowed."""
    client = world.enrol()
    world.upload(client, b"nobody said anything", said=None)

    world.drain()

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert session.reason == Refusal.UNDECLARED


@pytest.mark.parametrize("end", FOR_GOOD)
def test_gate_before_decoding(world: World, monkeypatch: pytest.MonkeyPatch, worked: list[str], end: End) -> None:
    """Nothing is decoded, and the file goes."""
    client, session, refusal = stop_at(world, "Split", end, monkeypatch)

    assert worked == []
    assert (session.state, session.reason) == (SessionState.REFUSED, refusal.value)
    assert [key for key in world.objects("RecordingsBucket") if client.client_id in key] == []


@pytest.mark.parametrize("end", FOR_GOOD)
def test_gate_before_transcription(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    script: Script,
    end: End,
) -> None:
    """No part is heard; the watch ends the session and removes the parts."""
    heard: list[object] = []
    monkeypatch.setattr(Script, "words_of", lambda _script, part: heard.append(part) or ())

    client, _, refusal = stop_at(world, "Transcribe", end, monkeypatch)
    world.clock.move(timedelta(hours=3))
    world.tick("keep_watch")

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert (heard, script.fails_on) == ([], set())
    assert (session.state, session.reason) == (SessionState.REFUSED, refusal.value)
    assert [key for key in world.objects("VaultBucket") if client.client_id in key] == []


@pytest.mark.parametrize("step", ["Split", "Transcribe", "Extract"])
def test_waits_when_the_text_changes_and_goes_on_once_the_client_agreed_again(
    world: World, monkeypatch: pytest.MonkeyPatch, script: Script, worked: list[str], step: str
) -> None:
    """Nothing more is done and nothing is lost: the therapist is told, and a new yes lets the session end well."""
    client, _, _ = stop_at(world, step, change_the_text, monkeypatch)
    done, kept = list(worked), left_of(world, client)
    for _ in range(3):
        world.clock.move(timedelta(hours=6))  # longer than parts that never come are waited for
        world.tick("keep_watch")
        world.drain()
    stores = wiring.stores()
    told = notices_of(client.therapist_id)
    assert (worked, left_of(world, client), told) == (done, kept, [NoticeKind.ASK_AGAIN])

    monkeypatch.setattr("shared.services.extract_threads.SURE_OF_SPEAKERS", 0.0)
    agree_again(world, client)
    world.tick("keep_watch")
    world.drain()

    (session,) = stores.sessions.of_client(client.client_id)
    assert (session.state, session.parts_lost, script.fails_on) == (SessionState.READY, frozenset(), set())


def test_ends_what_waited_for_a_yes_that_never_came(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the sound's time is up there is nothing left to go on with."""
    client, session, refusal = stop_at(world, "Split", change_the_text, monkeypatch)
    world.clock.move(session.audio_until - world.clock.now() + timedelta(minutes=1))
    world.tick("keep_watch")

    (ended,) = wiring.stores().sessions.of_client(client.client_id)
    assert (ended.state, ended.reason) == (SessionState.REFUSED, refusal.value)
    assert left_of(world, client) == []


def agree_again(world: World, client: Client) -> None:
    """Record every choice in sight of the text as it is now."""
    now, text = world.clock.now(), consent_module.CONSENT_TEXT
    grant = Grant(now, now + timedelta(days=300), text.version, text.digest, client.therapist_id, text.firms_digest)
    wiring.stores().consents.grant(client.client_id, dict.fromkeys(Purpose, grant))


@pytest.mark.parametrize("end", ON_SOUND[:2])
def test_gate_before_drafting(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    script: Script,
    worked: list[str],
    end: End,
) -> None:
    """Nothing is read and nothing is drafted."""
    client, session, _ = stop_at(world, "Extract", end, monkeypatch)

    assert (worked, script.fails_on) == (["split"], set())
    assert session.state is SessionState.READING
    assert wiring.stores().prompts.of_client(client.client_id) == []


@pytest.mark.parametrize("end", ON_NOTES)
def test_gate_at_approval(world: World, monkeypatch: pytest.MonkeyPatch, end: End) -> None:
    """The therapist is told why, and the draft stays a draft."""
    client = world.enrol()
    prompt = seed_draft(world, client)
    refusal = end(world, client, monkeypatch)

    answer = approve(world, prompt)

    assert answer["statusCode"] == 403
    assert json.loads(answer["body"])["message"] == consent_module.SENTENCES[refusal]
    assert wiring.stores().prompts.get(prompt.ref).state is PromptState.DRAFTED


@pytest.mark.parametrize("end", ON_NOTES)
def test_gate_at_sending(world: World, monkeypatch: pytest.MonkeyPatch, end: End) -> None:
    """An approved note that may no longer go does not."""
    client = world.enrol()
    prompt = seed_draft(world, client)
    approve(world, prompt)
    refusal = end(world, client, monkeypatch)

    release_and_send(world)

    stopped = wiring.stores().prompts.get(prompt.ref)
    assert world.mails_to(client) == []
    assert stopped.state is PromptState.CANCELLED
    assert stopped.reason == ("CLIENT_MAIL" if refusal is Refusal.CLIENT_MAIL else "CONSENT")
