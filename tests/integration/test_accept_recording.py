"""The consent gate on moto: every upload ends in one state, with a reason a person can read."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from world import World, notices_of

from shared.adapters.dynamo.sessions import DynamoSessions
from shared.domain.consent import Purpose
from shared.domain.identity import UNKNOWN_CLIENT
from shared.domain.session import Session, SessionState
from shared.runtime import wiring

SOUND = b"not decoded at the gate"
POISON = '{"Records": "poison"'
LONGEST = "x" * (1024 - len(f"recordings/t-{'0' * 32}/c-{'0' * 32}/"))  # more than 1,024 bytes are no key of S3's


@pytest.fixture
def gate_only(world: World) -> World:
    """Deliver to the gate alone, so that nothing downstream moves the session."""
    world.mappings = [each for each in world.mappings if "Accept" in each.function]
    return world


def test_opens_a_session_for_a_consented_recording(gate_only: World) -> None:
    """The session stands in the ledger and the file is still there."""
    client = gate_only.enrol()

    key = gate_only.upload(client, SOUND)
    gate_only.drain()

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert session.state is SessionState.ACCEPTED
    assert key in gate_only.objects("RecordingsBucket")


@pytest.mark.parametrize(
    ("purposes", "reason"),
    [((), "NO_CONSENT"), ((Purpose.MAIL,), "PURPOSE"), ((Purpose.RECORD,), "PURPOSE")],
)
def test_refuses_without_the_consent_it_needs(gate_only: World, purposes: tuple[Purpose, ...], reason: str) -> None:
    """The reason stays, the file goes."""
    client = gate_only.enrol(purposes=purposes)

    key = gate_only.upload(client, SOUND)
    gate_only.drain()

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert (session.state, session.reason) == (SessionState.REFUSED, reason)
    assert session.sentence
    assert key not in gate_only.objects("RecordingsBucket")


def test_refuses_when_consent_has_run_out(gate_only: World) -> None:
    """Consent is asked at the moment of the upload."""
    client = gate_only.enrol()
    gate_only.clock.move(timedelta(days=400))

    gate_only.upload(client, SOUND)
    gate_only.drain()

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert session.reason == "EXPIRED"


def test_refuses_another_therapists_client(gate_only: World) -> None:
    """A key under a stranger's prefix is removed, and nothing is written about the client."""
    client = gate_only.enrol()
    bucket = gate_only.deployed.physical_id("RecordingsBucket")
    key = f"recordings/t-stranger/{client.client_id}/a.wav"

    gate_only.client_of("s3").put_object(Bucket=bucket, Key=key, Body=SOUND)
    gate_only.drain()

    assert key not in gate_only.objects("RecordingsBucket")
    assert wiring.stores().sessions.of_client(client.client_id) == []
    assert notices_of("t-stranger") == ["NOT_USED"]


@pytest.mark.parametrize(
    "name", ["a b.wav", "a+b.wav", "100%.wav", "über.wav", "séance 😀 %2B+.wav", "..", "a..b.wav", LONGEST]
)
def test_finds_the_exact_object_whatever_its_name(gate_only: World, name: str) -> None:
    """Keys arrive quoted; one unquoting gives the object."""
    client = gate_only.enrol()

    key = gate_only.upload(client, SOUND, name)
    gate_only.drain()

    (session,) = wiring.stores().sessions.of_client(client.client_id)
    assert session.upload.key == key


@pytest.mark.parametrize("layout", ["{name}", "../{client}/{name}", "{therapist}/{client}/../{name}"])
def test_refuses_a_key_of_another_layout(gate_only: World, layout: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Whose recording it would be is not guessed: the file goes, no client's row says so, and somebody is woken."""
    client, name = gate_only.enrol(), f"{uuid4().hex}.wav"
    key = "recordings/" + layout.format(therapist=client.therapist_id, client=client.client_id, name=name)
    bucket = gate_only.deployed.physical_id("RecordingsBucket")

    gate_only.client_of("s3").put_object(Bucket=bucket, Key=key, Body=SOUND)
    gate_only.drain()

    sessions = wiring.stores().sessions
    refused = [each for each in sessions.of_client(UNKNOWN_CLIENT) if each.upload.key == key]
    assert [(each.state, each.reason) for each in refused] == [(SessionState.REFUSED, "KEY")]
    assert sessions.of_client(client.client_id) == []
    assert key not in gate_only.objects("RecordingsBucket")
    assert '"ForeignUploads"' in capfd.readouterr().out


def test_opens_one_session_however_often_the_event_comes(gate_only: World) -> None:
    """The same event ten times is one session."""
    client = gate_only.enrol()
    key = gate_only.upload(client, SOUND)
    gate_only.drain()
    (session,) = wiring.stores().sessions.of_client(client.client_id)
    record = {
        "eventName": "ObjectCreated:Put",
        "s3": {"object": {"key": key, "versionId": session.upload.version}},
    }

    for _ in range(10):
        gate_only.send("AcceptQueue", json.dumps({"Records": [record]}))
    gate_only.drain()

    assert len(wiring.stores().sessions.of_client(client.client_id)) == 1


def test_refuses_a_new_version_under_the_same_key(gate_only: World) -> None:
    """The first recording stands; the second one is named and removed."""
    client = gate_only.enrol()
    gate_only.upload(client, SOUND)
    gate_only.drain()

    gate_only.upload(client, SOUND + b"again")
    gate_only.drain()

    sessions = wiring.stores().sessions.of_client(client.client_id)
    assert sorted(session.state for session in sessions) == [SessionState.ACCEPTED, SessionState.REFUSED]
    assert {session.reason for session in sessions} == {"", "ALREADY_RECEIVED"}


def test_ignores_what_tells_of_no_upload(gate_only: World) -> None:
    """S3's test event and removals are acknowledged."""
    gate_only.send("AcceptQueue", json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent"}))
    gone = {"eventName": "ObjectRemoved:Delete", "s3": {"object": {"key": "recordings/t/c/x"}}}
    gate_only.send("AcceptQueue", json.dumps({"Records": [gone]}))

    gate_only.drain()

    assert gate_only.dead_letters("AcceptDeadLetters") == []


def test_sends_a_poison_message_to_the_dead_letters(gate_only: World) -> None:
    """What is no event at all ends where it can be looked at and redriven."""
    gate_only.send("AcceptQueue", POISON)

    gate_only.drain()

    assert gate_only.dead_letters("AcceptDeadLetters") == [POISON]


def test_lets_a_poison_message_spoil_nothing_else_of_its_batch(gate_only: World) -> None:
    """Of one batch only what cannot be read is handed back; its neighbours are done, before it and behind it."""
    clients = [gate_only.enrol(), gate_only.enrol()]
    (mapping,) = gate_only.mappings
    gate_only.upload(clients[0], SOUND)
    gate_only.send("AcceptQueue", POISON)
    gate_only.upload(clients[1], SOUND)
    batch = gate_only.client_of("sqs").receive_message(
        QueueUrl=mapping.queue_url, MaxNumberOfMessages=10, AttributeNames=["All"]
    )["Messages"]

    answer = gate_only.invoke("accept_recording", mapping.to_event(batch, mapping.queue_arn))

    poison = [each["MessageId"] for each in batch if each["Body"] == POISON]
    assert len(batch) == 3
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == poison
    for client in clients:
        (session,) = wiring.stores().sessions.of_client(client.client_id)
        assert session.state is SessionState.ACCEPTED


def test_keeps_nothing_of_an_upload_whose_client_withdrew_at_the_gate(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Consent is asked, the client withdraws, and only then would the session be opened."""
    client = world.enrol()
    opens = DynamoSessions.open

    def too_late(self: DynamoSessions, session: Session) -> Session:
        monkeypatch.undo()
        wiring.stores().consents.withdraw(client.client_id, world.clock.now(), extent="everything")
        return opens(self, session)

    monkeypatch.setattr(DynamoSessions, "open", too_late)
    world.upload(client, b"sound")
    world.drain()

    kinds = {row["sk"].partition("#")[0] for row in wiring.stores().ledger.rows(client.client_id)}
    assert not kinds & {"SESSION", "KEY", "NOTICE"}
    assert [key for key in world.objects("RecordingsBucket") if client.client_id in key] == []
