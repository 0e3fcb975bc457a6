"""Canaries: what a client says, is called and is written to appears in no log, queue, row or answer of an error."""

import json
from pathlib import Path

import pytest
from scripted import Script
from seeded import seed_draft
from sending import approve, release_and_send
from world import World, http_event

from shared.adapters.embedded.reader import EmbeddedReader
from shared.domain.client import Client, Profile
from shared.domain.transcript import Transcript
from shared.domain.words import Words
from shared.runtime import wiring

DEMO = Path(__file__).parents[2] / "infrastructure" / "recording" / "demo.opus"
NAME, ADDRESS, FILE = "Quillfeather", "quillfeather@example.com", "Quillfeather crying again.opus"
SPOKEN = ["coat in the hall", "parking outside is terrible"]


@pytest.fixture
def canary(world: World) -> Client:
    """Enrol a client whose name, address and words can be searched for."""
    return world.enrol(profile=Profile(Words(NAME), Words(ADDRESS), Words("Dana")))


def queue_bodies(world: World) -> str:
    """Everything that waits in any queue or dead-letter queue."""
    resources = world.deployed.translated.of_type("AWS::SQS::Queue")
    bodies = [body for name in resources for body in world.dead_letters(name)]
    return "\n".join(bodies)


def rows(world: World) -> str:
    """Everything the ledger holds."""
    table = world.client_of("dynamodb")
    return json.dumps(table.scan(TableName=world.deployed.physical_id("LedgerTable"))["Items"], default=repr)


def objects(world: World) -> bytes:
    """Everything the vault holds, as it lies there."""
    s3, bucket = world.client_of("s3"), world.deployed.physical_id("VaultBucket")
    keys = dict.fromkeys(world.objects("VaultBucket"))
    return b"\n".join(s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys)


def assert_silent(*places: str) -> None:
    for place in places:
        for word in (NAME, ADDRESS, *SPOKEN):
            assert word.lower() not in place.lower(), f"a canary of {len(word)} letters was found"


def test_keeps_the_whole_flow_silent(
    world: World,
    canary: Client,
    script: Script,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Upload, gate, speech, reading, approval, mail: nothing of it is written in clear."""
    world.upload(canary, DEMO.read_bytes(), FILE)
    world.drain()
    prompt = seed_draft(world, canary)
    approve(world, prompt)
    release_and_send(world)

    logs = "".join(capfd.readouterr())
    assert session_of_demo(canary)
    assert script.fails_on == set()
    assert '"outcome":"sent"' in logs
    assert_silent(logs, queue_bodies(world), objects(world).decode("latin-1"))
    assert_silent(rows(world).replace(FILE, ""))


def test_keeps_failures_silent(
    world: World,
    canary: Client,
    script: Script,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A recogniser, a reader and messages that fail say who and where, never what."""
    world.upload(canary, DEMO.read_bytes(), FILE)
    script.fails_on = {0}

    def quote_everything(_self: EmbeddedReader, transcript: Transcript) -> None:
        raise RuntimeError(" ".join(turn.text for turn in transcript.turns) + NAME)

    monkeypatch.setattr(EmbeddedReader, "read", quote_everything)
    world.drain()
    world.send("TranscribeQueue", json.dumps({"client_id": "c", "name": NAME}))
    world.drain()

    logs = "".join(capfd.readouterr())
    assert NAME in world.dead_letters("TranscribeDeadLetters")[-1]  # it came so, and stays out of the log
    assert "failed: RuntimeError" in logs
    assert "failed: RecogniserError" in logs
    assert_silent(logs)


def test_keeps_errors_of_the_doors_silent(world: World, canary: Client, capfd: pytest.CaptureFixture[str]) -> None:
    """A form that is refused and a page that is not there repeat nothing."""
    therapist = canary.therapist_id
    forms = [
        ("POST", "/clients", {"name": NAME, "email": f"{ADDRESS}\r\nBcc: x@example.com", "adult": True}),
        ("PUT", f"/clients/{canary.client_id}/consent", {"purposes": [SPOKEN[0]], "until": NAME}),
        ("GET", f"/clients/{NAME}", None),
    ]

    answers = [world.invoke("serve_therapist", http_event(*form, therapist_id=therapist)) for form in forms]
    answers.append(world.invoke("serve_client", http_event("GET", f"/notes/{NAME}", "")))

    assert [answer["statusCode"] for answer in answers] == [422, 422, 404, 404]
    assert_silent("".join(capfd.readouterr()), *(answer["body"] for answer in answers))


def session_of_demo(client: Client) -> bool:
    """Whether the demo's session came to its end."""
    return any(session.duration_s for session in wiring.stores().sessions.of_client(client.client_id))
