"""Erasure that is true on moto: twenty planted strings, a backup, an erasure, a restore, and a look everywhere."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from scripted import DEMO, Script
from seeded import seed_draft
from sending import approve, release_and_send
from visiting import link_in_mail, press, put, say, visit
from world import World, clear_wiring, http_event

from shared.adapters.dynamo.table import Table
from shared.adapters.kms_keys import KmsKeys
from shared.adapters.sealing import Seal
from shared.domain.client import Client, Profile
from shared.domain.consent_text import CONSENT_TEXT
from shared.domain.declaration import Declaration
from shared.domain.places import Modality
from shared.domain.transcript import Word
from shared.domain.words import Words
from shared.errors import MissingError, UnavailableError
from shared.runtime import wiring
from shared.services.replay_erasures import replay_erasures

STORES = ("LedgerTable", "KeysTable", "ErasuresTable", "TrailTable", "KnocksTable")
PLANTED = [f"quill{number:02d}feather" for number in range(20)]
NAME, ADDRESS, OTHER, FILE, EDITED, LINE, VOICE, NEW_ADDRESS, *SPOKEN = PLANTED
KEPT = ("transcript", "reading", "brief", "voices", "words/", "sound/", "drafts/", "notes/", "replies/")


class Planted:
    """Hears the planted words, the client's on a channel of their own."""

    name = "planted"

    def transcribe(self, _part: object) -> tuple[Word, ...]:
        """Give a long answer to a short question."""
        asked = "how has the week been for you with all of that going on".split()
        said = f"i keep thinking {' and '.join(SPOKEN)} and i never said so to anybody before today".split()
        words = [(word, 0) for word in asked] + [(word, 1) for word in said]
        return tuple(Word(word, at * 0.2, at * 0.2 + 0.2, 1.0, channel) for at, (word, channel) in enumerate(words))


def plant(world: World, monkeypatch: pytest.MonkeyPatch, sound: bytes) -> Client:
    """Take a client with the planted strings through everything the product does."""
    monkeypatch.setattr(Script, "words_of", Planted.transcribe)
    monkeypatch.setattr("shared.services.extract_threads.SURE_OF_SPEAKERS", 0.0)
    client = world.enrol(profile=Profile(Words(NAME), Words(f"{ADDRESS}@example.com"), Words("Dana")))
    world.upload(client, sound, f"{FILE}.opus", Declaration(Modality.ROOM, (OTHER,)))
    world.drain()
    prompt = seed_draft(world, client)
    path = f"/clients/{client.client_id}/prompts/{prompt.ref.prompt_id}/text"
    edited = world.invoke(
        "serve_therapist",
        http_event("PUT", path, {"subject": "For you", "body": EDITED}, client.therapist_id),
    )
    assert edited["statusCode"] == 200
    second = seed_draft(world, client, name="another.wav")
    approve(world, second)
    release_and_send(world)
    answer_by_every_way(world, client)
    write_everything_again(client)
    for queue, more in WAITING.items():  # messages that are still on their way when everything is erased
        world.send(queue, json.dumps({"client_id": client.client_id, "session_id": second.session.session_id, **more}))
    return client


def answer_by_every_way(world: World, client: Client) -> None:
    """Write a line and share it, say one, and ask for another address, all on the note's own page."""
    put(world, client, LINE)
    say(world, client, b"\x1a\x45\xdf\xa3" + VOICE.encode(), "audio/webm")
    visit(world, "POST", link_in_mail(world, client, "notes"), f"do=address&email={NEW_ADDRESS}@example.com")

    lines = wiring.stores().replies.of_client(client.client_id)
    assert sorted(each.kind.value for each in lines) == ["spoken", "written"]
    press(world, client, "share", next(each.reply_id for each in lines if not each.sound_type))
    paths = wiring.stores().vault.paths(client.client_id)
    assert [kind for kind in KEPT if not any(kind in path for path in paths)] == []


def write_everything_again(client: Client) -> None:
    """Leave an older version below each thing in the vault, as a redelivery does."""
    stores = wiring.stores()
    epoch = stores.consents.get(client.client_id).epoch
    for path in stores.vault.paths(client.client_id):
        stores.vault.put(client.client_id, epoch, path, stores.vault.get(client.client_id, path))


def versions_of(world: World, client: Client) -> list[str]:
    """Name every version of every object that is kept of a client, sealed or not."""
    kept = [*world.objects("RecordingsBucket"), *world.objects("VaultBucket")]
    return [key for key in kept if client.client_id in key]


WAITING: dict[str, dict[str, object]] = {
    "SplitQueue": {},
    "TranscribeQueue": {"number": 0},
    "ExtractQueue": {},
}


def rows(world: World, table: str) -> list[dict]:
    return world.client_of("dynamodb").scan(TableName=table, ConsistentRead=True)["Items"]


def opened(world: World, table: str) -> Iterator[str]:
    """Open everything that can still be opened with the keys there are: the vault, and what rows hold sealed."""
    resource = wiring.boto3.resource("dynamodb")
    wrapping = world.deployed.physical_id("ClientKey")
    keys = KmsKeys(world.client_of("kms"), Table(resource, world.deployed.physical_id("KeysTable")), wrapping)
    old = KmsKeys(world.client_of("kms"), Table(resource, table), wrapping)  # a backup may hold keys as well
    s3, bucket = world.client_of("s3"), world.deployed.physical_id("VaultBucket")
    sealed = [
        (key.split("/")[1], key.split("/", 2)[2], s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        for key in dict.fromkeys(world.objects("VaultBucket"))
    ]
    sealed += [
        (row["pk"]["S"].removeprefix("CLIENT#"), name, value["B"])
        for row in rows(world, table)
        for name, value in row.items()
        if name.endswith("_sealed")
    ]
    for client_id, place, content in sealed:
        for ring in (keys, old):
            if ring._wrapped(client_id) is None:
                continue
            with suppress(MissingError):  # sealed under a key that is gone
                yield Seal(ring).open(client_id, place, content).decode("latin-1")


def everything(world: World, table: str, logs: str) -> str:
    """Put everything that is anywhere into one text: rows, objects, keys of objects, queues, logs, and what opens."""
    names = [world.deployed.physical_id(name) for name in STORES] + [table]
    s3 = world.client_of("s3")
    places = [repr(rows(world, name)) for name in names]
    for bucket in ("RecordingsBucket", "VaultBucket"):
        name = world.deployed.physical_id(bucket)
        for version in s3.list_object_versions(Bucket=name).get("Versions", []):
            found = s3.get_object(Bucket=name, Key=version["Key"], VersionId=version["VersionId"])
            places.append(version["Key"] + repr(found["Metadata"]) + found["Body"].read().decode("latin-1"))
    for queue in world.deployed.translated.of_type("AWS::SQS::Queue"):
        places += world.dead_letters(queue)
    return "\n".join([*places, *opened(world, table), logs]).lower()


def erase(world: World, client: Client) -> None:
    path = f"/clients/{client.client_id}/withdrawal"
    world.invoke("serve_therapist", http_event("POST", path, {"extent": "everything"}, client.therapist_id))
    world.drain()


def back_up(world: World) -> str:
    made = world.client_of("dynamodb").create_backup(
        TableName=world.deployed.physical_id("LedgerTable"), BackupName="before"
    )
    arn: str = made["BackupDetails"]["BackupArn"]
    return arn


def restore(world: World, backup: str, name: str) -> str:
    world.client_of("dynamodb").restore_table_from_backup(TargetTableName=name, BackupArn=backup)
    return name


def serve_from(monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    """Let the functions use another ledger, as after a restore."""
    monkeypatch.setenv("TABLE_NAME", table)
    clear_wiring()


def replay() -> int:
    stores = wiring.stores()
    outcome = replay_erasures(
        erasures=stores.erasures,
        consents=stores.consents,
        ledger=stores.ledger,
        vault=stores.vault,
        keys=stores.keys,
    )
    return int(outcome.figures["erased_again"])


def test_leaves_no_trace_after_a_restore(
    world: World, script: Script, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every string is found before; none after the erasure, and none in a restored backup after its replay."""
    client = plant(world, monkeypatch, DEMO.read_bytes())
    assert script.fails_on == set()
    ledger = world.deployed.physical_id("LedgerTable")
    before = everything(world, ledger, "")
    backup, versions = back_up(world), versions_of(world, client)

    erase(world, client)
    still_kept = versions_of(world, client)
    queues = world.deployed.translated.of_type("AWS::SQS::Queue")
    waiting = [body for queue in queues for body in world.dead_letters(queue)]
    after = everything(world, ledger, capfd.readouterr().out)
    restored = restore(world, backup, f"restored-{client.client_id[:10]}")
    unreplayed = everything(world, restored, "")
    serve_from(monkeypatch, restored)
    with pytest.raises(UnavailableError, match="replay-erasures"):
        wiring.stores().refuse_a_restored_ledger()
    again = replay()
    wiring.stores().refuse_a_restored_ledger()
    replayed = everything(world, restored, capfd.readouterr().out)

    assert [word for word in PLANTED if word not in before] == []
    for place in (after, replayed):
        assert [word for word in PLANTED if word in place] == []
    # A key can only carry a file's own name where somebody put it past the upload links, which give one of ours.
    assert [word for word in PLANTED if word in unreplayed] == [FILE]
    assert len(versions) > len(set(versions)) + len(KEPT)  # older versions lay below
    assert still_kept == []
    assert again >= 1
    assert waiting == []  # no message about the client is left in any queue, nor has any died
    left = [row["sk"]["S"] for row in rows(world, restored) if client.client_id in row["pk"]["S"]]
    assert left == ["CONSENT"]


def test_sees_a_key_that_a_backup_still_holds(world: World, monkeypatch: pytest.MonkeyPatch, script: Script) -> None:
    """With the wrapped keys back among the rows that are backed up, restored names can be read: the look sees it."""
    assert script.fails_on == set()
    monkeypatch.setenv("KEYS_TABLE", world.deployed.physical_id("LedgerTable"))
    clear_wiring()
    client = world.enrol(profile=Profile(Words(NAME), Words(f"{ADDRESS}@example.com"), Words("Dana")))
    backup = back_up(world)
    erase(world, client)

    restored = restore(world, backup, f"leaky-{client.client_id[:10]}")

    assert NAME in everything(world, restored, "")


def test_serves_nothing_from_a_restored_ledger(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page, no message, no tick, until the erasures since the backup have been replayed."""
    client, other = world.enrol(), world.enrol()
    backup = back_up(world)
    erase(world, client)
    restored = restore(world, backup, f"served-{client.client_id[:10]}")
    world.judge.restored = (restored, world.deployed.physical_id("LedgerTable"))
    serve_from(monkeypatch, restored)
    request = http_event("GET", f"/clients/{other.client_id}", therapist_id=other.therapist_id)

    assert world.invoke("serve_therapist", request)["statusCode"] == 503
    replay()
    assert world.invoke("serve_therapist", request)["statusCode"] == 200


def test_replays_nothing_of_a_client_who_agreed_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An erasure that the backup has already been through does not touch what came after it."""
    client = world.enrol()
    path = f"/clients/{client.client_id}/withdrawal"
    world.invoke("serve_therapist", http_event("POST", path, {"extent": "sessions"}, client.therapist_id))
    world.drain()
    until = (world.clock.now() + timedelta(days=9)).isoformat()
    form = {"purposes": ["record", "read", "mail"], "until": until, "text_hash": CONSENT_TEXT.shown_digest}
    again = http_event("PUT", f"/clients/{client.client_id}/consent", form, client.therapist_id)
    assert world.invoke("serve_therapist", again)["statusCode"] == 200
    prompt = seed_draft(world, client)

    serve_from(monkeypatch, restore(world, back_up(world), f"again-{client.client_id[:10]}"))
    replay()

    assert wiring.stores().prompts.get(prompt.ref) == prompt


def test_writes_the_erasure_down_once(world: World) -> None:
    """However often the message comes; the entry says what went, in counts."""
    client = world.enrol()
    seed_draft(world, client)
    erase(world, client)

    world.send("ForgetQueue", json.dumps({"client_id": client.client_id, "extent": "everything"}))
    world.drain()

    (erasure,) = wiring.stores().erasures.of_client(client.client_id)
    assert (erasure.extent, erasure.gone["keys"]) == ("everything", 1)
    assert erasure.gone["vault"] >= 5
    assert wiring.stores().erasures.are_applied()
