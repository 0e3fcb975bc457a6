"""Withdrawing against whatever is in flight, the real handlers taking turns at every AWS call.

The invariant is asked of the world after each call: once a withdrawal is confirmed, no part, transcript, draft or
mail is there or comes into being. Each guard is taken out once, and then the invariant must break.
"""

import copy
import importlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conductor import Actor, current, play, schedules, stop_before_calls
from moto.backends import get_backend
from moto.dynamodb.models.dynamo_type import DynamoType
from seeded import SAID, seed_draft
from sending import approve
from world import World, http_event

from infrastructure.local.place import ACCOUNT, REGION
from shared.adapters.dynamo import prompts as dynamo_prompts
from shared.adapters.dynamo.holds import DynamoHolds
from shared.adapters.plain_reader import NothingAlike
from shared.domain.client import Client
from shared.domain.identity import SessionRef, Upload, session_id_of
from shared.domain.session import Session, SessionMove, SessionState, Span
from shared.domain.threads import EmotionalThread, Evidence, Reading, Why
from shared.domain.transcript import Speaker, Transcript, Word
from shared.runtime import wiring
from shared.services import documents, extract_threads, vault_paths

pytestmark = pytest.mark.slow

# `make races` plays every schedule with three switches; the everyday suite cuts the withdrawal in fewer places.
Flight = Callable[[World, Client], Callable[[], object]]
EVERY_CUT = os.environ.get("DOORKNOB_EVERY_CUT") == "1"
ASKED = "How has the week been for you, with the flat and all?"
WORDS = tuple(
    Word(word, float(at), at + 0.5, 1.0, channel)
    for at, (word, channel) in enumerate(
        [*((word, 0) for word in ASKED.split()), *((word, 1) for word in SAID.split())]
    )
)


class QuickReader:
    """Finds one thread in the client's first turn, at once."""

    def read(self, transcript: Transcript) -> Reading:
        """Give one thread."""
        turn = next(turn for turn in transcript.turns if turn.speaker is Speaker.CLIENT)
        at, evidence = turn.index, (Evidence(Why.SHIFT, turn.index),)
        return Reading(
            (EmotionalThread(at, turn.text, "the coat", (Why.SHIFT,), 0.0, 1.0, (at,), evidence),), (), "quick"
        )


class QuickEngine:
    """Hears the same words in every part."""

    name = "quick"

    def transcribe(self, _part: Path) -> tuple[Word, ...]:
        """Give the words."""
        return WORDS


@pytest.fixture
def race(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Stop before every call, and let nothing slow take part."""
    extract = importlib.import_module("functions.extract_threads.handler")
    hear = importlib.import_module("functions.transcribe_part.handler")
    monkeypatch.setattr(extract, "reading_engines", lambda: (QuickReader(), NothingAlike()))
    monkeypatch.setattr(extract_threads, "SURE_OF_SPEAKERS", 0.0)  # two lines are too few to be sure
    monkeypatch.setattr(hear, "load_engine", lambda *_, **__: QuickEngine())
    end = stop_before_calls()
    yield world
    end()


def queue_event(body: dict[str, Any]) -> dict[str, Any]:
    record = {
        "messageId": "m-1",
        "receiptHandle": "r-1",
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": body["client_id"]},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue",
        "awsRegion": REGION,
    }
    return {"Records": [record]}


def withdrawal(world: World, client: Client) -> None:
    """Withdraw at the therapist's door, and forget; while somebody still writes, the message comes again."""
    event = http_event("POST", f"/clients/{client.client_id}/withdrawal", {}, client.therapist_id)
    assert world.invoke("serve_therapist", event)["statusCode"] == 200
    message = queue_event({"client_id": client.client_id, "extent": "sessions"})
    while world.invoke("forget_client", message)["batchItemFailures"]:
        current().wait_for_the_others()


def seed_parts(world: World, client: Client, *, heard: bool) -> dict[str, Any]:
    """Leave a session of one part: its sound in the vault, or its words with everything heard."""
    stores, now = wiring.stores(), world.clock.now()
    upload = Upload(f"recordings/{client.therapist_id}/{client.client_id}/r.wav", "v1")
    epoch = stores.consents.get(client.client_id).epoch
    ref = SessionRef(client.client_id, session_id_of(upload))
    stores.sessions.open(Session(ref, client.therapist_id, upload, SessionState.ACCEPTED, now, epoch, now, now))
    stores.sessions.move(ref, SessionMove.PARTS_CUT, {"spans": (Span(0, 0.0, 10.0),), "duration_s": 10.0})
    if heard:
        stores.vault.put(client.client_id, epoch, vault_paths.words(ref, 0), documents.HEARD.dump_json(WORDS))
        stores.sessions.end_part(ref, 0, lost=False)
        stores.sessions.move(ref, SessionMove.WORDS_COMPLETE)
    else:
        stores.vault.put(client.client_id, epoch, vault_paths.sound_part(ref, 0), b"sound")
    return {"client_id": client.client_id, "session_id": ref.session_id}


def transcribing(world: World, client: Client) -> Callable[[], object]:
    """Hear the one part of a session."""
    body = seed_parts(world, client, heard=False)
    return lambda: world.invoke("transcribe_part", queue_event({**body, "number": 0}))


def joining(world: World, client: Client) -> Callable[[], object]:
    """Join the parts of a session, read it, draft."""
    body = seed_parts(world, client, heard=True)
    return lambda: world.invoke("extract_threads", queue_event(body))


def approving(world: World, client: Client) -> Callable[[], object]:
    """Approve a draft."""
    prompt = seed_draft(world, client)
    return lambda: approve(world, prompt)


def editing(world: World, client: Client) -> Callable[[], object]:
    """Write a draft's text anew."""
    prompt = seed_draft(world, client)
    path = f"/clients/{prompt.ref.client_id}/prompts/{prompt.ref.prompt_id}/text"
    body = {"subject": "Another line", "body": "Something else entirely."}
    return lambda: world.invoke("serve_therapist", http_event("PUT", path, body, prompt.therapist_id))


def sending(world: World, client: Client) -> Callable[[], object]:
    """Send an approved note that is due."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    body = {"client_id": prompt.ref.client_id, "prompt_id": prompt.ref.prompt_id}
    return lambda: world.invoke("send_prompt", queue_event(body))


@dataclass
class Eye:
    """Looks at the world from outside, into moto's own memory, without a call of its own."""

    world: World
    client: Client
    mails_at_confirmation: int | None = None

    def look(self) -> None:
        """Fail where something about the client is there that must not be, once the withdrawal is confirmed."""
        rows = self._rows()
        if "confirmed_at" not in rows.get("CONSENT", {}):
            return
        if self.mails_at_confirmation is None:
            self.mails_at_confirmation = mails_sent()
        assert self._objects() == [], "content came after the withdrawal was confirmed"
        assert [sort for sort in rows if sort.startswith("PROMPT#")] == [], "a draft came after the confirmation"
        assert mails_sent() == self.mails_at_confirmation, "a mail went after the withdrawal was confirmed"

    @property
    def is_confirmed(self) -> bool:
        """Whether the client was told that everything is gone."""
        return self.mails_at_confirmation is not None

    def _rows(self) -> dict[str, dict[str, Any]]:
        return {sort.value: item.attrs for sort, item in rows_of(self.world, self.client).items()}

    def _objects(self) -> list[str]:
        buckets = get_backend("s3")[ACCOUNT]["aws"].buckets
        names = [self.world.deployed.physical_id(name) for name in ("VaultBucket", "RecordingsBucket")]
        return [key for name in names for key in buckets[name].keys if self.client.client_id in key]


class Stage:
    """A client with something in flight, set anew for every schedule from one snapshot of moto's memory."""

    def __init__(self, world: World, flight: Flight) -> None:
        """Set it once the long way, through the stores."""
        self.world = world
        self.client = world.enrol()
        self.work = flight(world, self.client)
        bucket, s3 = world.deployed.physical_id("VaultBucket"), world.client_of("s3")
        keys = [key for key in world.objects("VaultBucket") if self.client.client_id in key]
        self._objects = {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys}
        self._rows = copy.deepcopy(rows_of(world, self.client))

    def reset(self) -> None:
        """Put everything back as it was."""
        bucket, s3 = self.world.deployed.physical_id("VaultBucket"), self.world.client_of("s3")
        partition = rows_of(self.world, self.client)
        partition.clear()
        partition.update(copy.deepcopy(self._rows))
        for key, sealed in self._objects.items():
            s3.put_object(Bucket=bucket, Key=key, Body=sealed)


def mails_sent() -> int:
    """Count the mail that has gone out to anybody."""
    return len(get_backend("ses")[ACCOUNT][REGION].sent_messages)


def rows_of(world: World, client: Client) -> dict[Any, Any]:
    """Give a client's rows as moto keeps them."""
    table = get_backend("dynamodb")[ACCOUNT][REGION].tables[world.deployed.physical_id("LedgerTable")]
    return table.items[DynamoType({"S": f"CLIENT#{client.client_id}"})]


def play_once(stage: Stage, schedule: Any) -> list[int]:
    """Play one schedule from the start, and give how many calls each of the two made."""
    stage.reset()
    eye = Eye(stage.world, stage.client)
    actors = [Actor("flight", stage.work), Actor("withdrawal", lambda: withdrawal(stage.world, stage.client))]
    made = play(actors, schedule, eye.look)
    assert eye.is_confirmed, "the withdrawal was never confirmed"
    return made


def play_all(world: World, flight: Flight) -> int:
    """Play every schedule within the bound, and give how many there were."""
    stage = Stage(world, flight)
    alone = play_once(stage, [])
    length = (alone[0], alone[1])
    cuts = None if EVERY_CUT else [length[1] // 2]
    played = [play_once(stage, schedule) for schedule in schedules(switches=3, lengths=length, cuts=cuts)]
    return len(played)


@contextmanager
def no_hold(_self: DynamoHolds, _client_id: str, _epoch: int) -> Iterator[None]:
    """Write without asking and without being waited for."""
    yield


def upsert(real: Callable[..., Any]) -> Callable[..., Any]:
    """Move a prompt whether or not it is there."""

    def moved(*arguments: Any) -> Any:
        change = real(*arguments)
        return type(change)(change.key, put=change.put, remove=change.remove)

    return moved


FEWEST_CALLS = 10  # of any flight; fewer, and the schedules would have shrunk without anybody seeing it
FLIGHTS = [transcribing, joining, approving, editing, sending]


@pytest.mark.parametrize("flight", FLIGHTS)
def test_nothing_comes_after_a_confirmed_withdrawal(race: World, flight: Flight) -> None:
    """Whatever is in flight, and however the two take turns."""
    assert play_all(race, flight) >= 3 * FEWEST_CALLS


@pytest.mark.parametrize("flight", [transcribing, joining, editing, sending])
def test_sees_when_nobody_holds_the_client(race: World, monkeypatch: pytest.MonkeyPatch, flight: Flight) -> None:
    """Without the hold around a write, text or a mail comes after the confirmation, and the look sees it."""
    monkeypatch.setattr(DynamoHolds, "hold", no_hold)

    with pytest.raises(AssertionError, match="after the"):
        play_all(race, flight)


def test_sees_when_a_move_does_not_ask_for_its_row(race: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its condition, an approval brings a draft back that was forgotten."""
    monkeypatch.setattr(dynamo_prompts, "_moved", upsert(dynamo_prompts._moved))

    with pytest.raises(AssertionError, match="a draft came"):
        play_all(race, approving)
