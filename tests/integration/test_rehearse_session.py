"""The daily rehearsal on moto: it comes through, it leaves nothing, and it sees what stops it or stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from scripted import Script
from world import World

from functions.rehearse_session import handler
from infrastructure.local.mail import sent_mails
from shared.adapters.dynamo.ledger import DynamoLedger
from shared.domain.rehearsal import MAILBOX
from shared.runtime import wiring


@pytest.fixture
def stage(world: World, script: Script) -> World:
    """Give the system before any rehearsal."""
    assert script.fails_on == set()
    table = wiring.stores()._table
    for row in table.every():
        if row["pk"] == "OPERATIONS":
            table.delete({"pk": row["pk"], "sk": row["sk"]})
    return world


@pytest.fixture
def unsound(stage: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Rehearse with a file that the reader refuses, which is soon over."""
    text = tmp_path / "recording.opus"
    text.write_bytes(b"not a sound")
    monkeypatch.setattr(handler, "RECORDING", text)
    return stage


def tick(world: World) -> str:
    word: str = world.invoke("rehearse_session", {})["outcome"]
    return word


def walk(world: World) -> list[str]:
    """Let the rehearsal and the flow take turns until it has ended."""
    words = [tick(world)]
    while not words[-1].startswith(("passed", "failed")) and len(words) < 20:
        world.drain()
        world.clock.move(timedelta(seconds=1))
        world.tick("release_prompts")
        world.drain()
        words.append(tick(world))
    return words


def traces(world: World) -> list[str]:
    """List what is left of the latest rehearsal's client, but for the proof of consent."""
    latest = wiring.stores().rehearsals.latest()
    assert latest
    rows = world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("LedgerTable"))["Items"]
    left = [row["sk"]["S"] for row in rows if f"CLIENT#{latest.client_id}" in row["pk"]["S"]]
    buckets = ("RecordingsBucket", "VaultBucket")
    objects = [key for bucket in buckets for key in world.objects(bucket) if latest.client_id in key]
    return [each for each in left if each != "CONSENT"] + objects


def test_comes_through_and_leaves_nothing(stage: World) -> None:
    """The whole way in a few acts, one mail to the simulator, and only the proof of consent stays."""
    before = len(sent_mails())

    words = walk(stage)

    assert [word for word in words if not word.startswith("skipped")] == ["began", "approved", "leaves", "passed"]
    assert [mail.destinations for mail in sent_mails()[before:]] == [(MAILBOX,)]
    assert traces(stage) == []


def test_runs_once_a_day(unsound: World) -> None:
    """A tick within the day does nothing; the next day begins anew, with another client."""
    walk(unsound)
    first = wiring.stores().rehearsals.latest()

    rested = tick(unsound)
    unsound.clock.move(timedelta(hours=24))
    again = tick(unsound)

    second = wiring.stores().rehearsals.latest()
    assert rested == "skipped: the day's rehearsal is over"
    assert again == "began"
    assert first
    assert second
    assert first.client_id != second.client_id


def test_sees_a_recording_refused(unsound: World) -> None:
    """What the gate or the reader refuses is its trouble; it is erased all the same."""
    words = walk(unsound)

    assert words[-1] == "failed: REFUSED: NOT_AUDIO"
    assert traces(unsound) == []


def test_sees_what_an_erasure_leaves(unsound: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure that forgets the rows is found out."""
    monkeypatch.setattr(DynamoLedger, "forget", lambda *_, **__: 0)

    words = walk(unsound)

    assert words[-1].startswith("failed: ")
    assert "rows left" in words[-1]


def test_gives_up_on_a_flow_that_stands_still(stage: World) -> None:
    """Nothing is delivered: after three hours it leaves, and once that is carried out it has failed."""
    tick(stage)
    stage.clock.move(timedelta(hours=3, minutes=1))

    left = tick(stage)
    stage.clock.move(timedelta(hours=4))
    words = [tick(stage)]

    assert left == "leaves: took longer than 3 hours"
    assert words == ["failed: took longer than 3 hours"]
