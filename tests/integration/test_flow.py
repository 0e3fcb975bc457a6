"""The whole flow on moto with a scripted recogniser: once through, doubled, failing, and brought back."""

import json
import random
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from scripted import DEMO, Script
from world import World, clear_wiring, notices_of

from functions.transcribe_part import handler as transcribe_handler
from shared.adapters.embedded.reader import EmbeddedReader
from shared.domain.client import Client
from shared.domain.session import Flag, Session, SessionState
from shared.domain.transcript import Transcript
from shared.errors import UnavailableError
from shared.messages import TranscribePart
from shared.runtime import wiring

PARTS = 3


def upload_demo(world: World) -> Client:
    client = world.enrol()
    world.upload(client, DEMO.read_bytes(), "demo.opus")
    return client


def session_of(client: Client) -> Session:
    (session,) = wiring.stores().sessions.of_client(client.client_id)
    return session


def parts_of(world: World, client: Client) -> list[str]:
    return [key for key in world.objects("VaultBucket") if client.client_id in key and "/sound/" in key]


@pytest.mark.usefixtures("script")
def test_goes_from_upload_to_drafts(world: World) -> None:
    """A consented recording ends as a brief and drafts; its sound is kept for a quote to be heard, until its day."""
    client = upload_demo(world)

    world.drain()

    session = session_of(client)
    assert (session.state, len(session.spans)) == (SessionState.READY, PARTS)
    assert wiring.stores().prompts.of_client(client.client_id) != []
    assert len(parts_of(world, client)) == PARTS

    world.clock.move(timedelta(days=8))
    world.tick("keep_watch")

    assert parts_of(world, client) == []


@pytest.mark.usefixtures("script")
def test_comes_to_the_same_end_when_everything_is_delivered_twice(world: World) -> None:
    """Doubled, late and shuffled messages change nothing."""
    once, twice = upload_demo(world), upload_demo(world)
    world.drain()
    before = session_of(twice)
    names = {"client_id": twice.client_id, "session_id": before.ref.session_id}
    bodies = [("SplitQueue", names), ("ExtractQueue", names)]
    bodies += [("TranscribeQueue", {**names, "number": number}) for number in range(PARTS)]
    random.Random(7).shuffle(bodies)  # noqa: S311  (a repeatable order, not a secret)

    for queue, body in bodies * 2:
        world.send(queue, json.dumps(body))
    world.drain()

    assert session_of(twice) == before
    stores = wiring.stores()
    hashes = [[each.text_hash for each in stores.prompts.of_client(each.client_id)] for each in (once, twice)]
    assert len(hashes[0]) == len(hashes[1])


@pytest.mark.usefixtures("script")
def test_adds_up_what_listening_cost(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each part's cost goes to its session as the part ends; one that was heard before costs it nothing."""
    monkeypatch.setattr(transcribe_handler, "running_cost", lambda: lambda: 0.002)
    client = upload_demo(world)
    world.drain()
    session = session_of(client)
    assert capsys.readouterr().out.count('"Name":"SessionUsd"') == 1
    message = TranscribePart(client_id=client.client_id, session_id=session.ref.session_id, number=0)

    world.send("TranscribeQueue", message.model_dump_json())
    world.drain()

    assert session_of(client).heard_micro_usd == PARTS * 2000


def test_marks_a_gap_where_a_part_fails_for_good(world: World, script: Script) -> None:
    """One part that cannot be heard costs its minutes, not the session, and the brief says so."""
    script.fails_on = {1}
    client = upload_demo(world)

    world.drain()

    session = session_of(client)
    assert session.state is SessionState.READY
    assert Flag.PARTIAL in session.flags
    brief = wiring.stores().vault.get(client.client_id, f"sessions/{session.ref.session_id}/brief.json")
    assert json.loads(brief)["gaps"] != []


@pytest.mark.usefixtures("script")
def test_comes_back_by_redrive_after_a_fault(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed too often waits among the dead letters; put back once the fault is mended, it ends well."""
    client = upload_demo(world)

    def out_of_order(_self: EmbeddedReader, _transcript: Transcript) -> None:
        message = "a service is down"
        raise UnavailableError(message)

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedReader, "read", out_of_order)
        world.drain()
    assert session_of(client).state is SessionState.READING

    for body in world.dead_letters("ExtractDeadLetters"):
        world.send("ExtractQueue", body)
    world.drain()

    assert session_of(client).state is SessionState.READY


@pytest.mark.usefixtures("script")
@pytest.mark.parametrize(
    ("service", "operation", "code", "step"),
    [("kms", "Decrypt", "DisabledException", "Accept"), ("s3", "PutObject", "KMS.DisabledException", "Split")],
)
def test_loses_nothing_while_a_key_is_disabled(
    world: World,
    capfd: pytest.CaptureFixture[str],
    service: str,
    operation: str,
    code: str,
    step: str,
) -> None:
    """Somebody is woken, the recording stays, and put back once the key is there again the session goes on."""
    client = upload_demo(world)
    world.mappings = [each for each in world.mappings if "Accept" in each.function or "Split" in each.function]
    clear_wiring()  # what a sandbox has unwrapped already it needs no key for

    with world.judge.failing(service, operation, lambda name: ClientError({"Error": {"Code": code}}, name)):
        world.drain()

    letters = world.dead_letters(f"{step}DeadLetters")
    assert len(letters) == 1
    assert '"SettingsRefused"' in capfd.readouterr().out
    assert [key for key in world.objects("RecordingsBucket") if client.client_id in key] != []
    assert all(each.state is SessionState.ACCEPTED for each in wiring.stores().sessions.of_client(client.client_id))
    world.send(f"{step}Queue", letters[0])
    world.drain()
    assert session_of(client).state is SessionState.TRANSCRIBING


@pytest.mark.usefixtures("script")
def test_wakes_a_session_whose_message_was_lost(world: World) -> None:
    """keep_watch finds what stands still, tells the therapist, and sets it going again."""
    client = upload_demo(world)
    rest = world.mappings
    world.mappings = [each for each in rest if "Accept" in each.function]
    world.drain()
    world.client_of("sqs").purge_queue(QueueUrl=world.deployed.physical_id("SplitQueue"))
    world.mappings = rest

    world.clock.move(timedelta(hours=3))
    world.tick("keep_watch")
    world.drain()

    assert session_of(client).state is SessionState.READY
    kinds = notices_of(client.therapist_id)
    assert Flag.OVERDUE in kinds


@pytest.mark.usefixtures("script")
def test_gives_up_parts_that_never_come(world: World) -> None:
    """Half a day later what is missing is marked lost, and the session is read without it."""
    client = upload_demo(world)
    rest = world.mappings
    world.mappings = [each for each in rest if "Accept" in each.function or "Split" in each.function]
    world.drain()
    world.client_of("sqs").purge_queue(QueueUrl=world.deployed.physical_id("TranscribeQueue"))
    world.mappings = rest

    world.clock.move(timedelta(hours=13))
    world.tick("keep_watch")
    world.drain()

    session = session_of(client)
    assert (session.state, len(session.parts_lost)) == (SessionState.READY, PARTS)
    assert Flag.PARTIAL in session.flags


@pytest.mark.usefixtures("script")
def test_ends_a_session_whose_consent_ran_out_on_the_way(world: World) -> None:
    """Nothing more is made, what was made is removed, and the reason stays."""
    client = upload_demo(world)
    rest = world.mappings
    world.mappings = [each for each in rest if "Accept" in each.function or "Split" in each.function]
    world.drain()
    world.mappings = rest

    world.clock.move(timedelta(days=400))
    world.drain()
    world.tick("keep_watch")
    world.drain()

    session = session_of(client)
    assert (session.state, session.reason) == (SessionState.REFUSED, "EXPIRED")
    assert [key for key in world.objects("VaultBucket") if client.client_id in key] == []
    assert session.upload.key not in world.objects("RecordingsBucket")
