"""A client whose sessions are read as a test says, week after week: for what is kept of threads across sessions."""

import json
from datetime import timedelta
from typing import Any

import pytest
from world import World, http_event

from shared.adapters.embedded.reader import EmbeddedReader
from shared.domain.client import Client
from shared.domain.identity import SessionRef, Upload
from shared.domain.kept_thread import KeptThread
from shared.domain.retention import Retention
from shared.domain.session import Session, SessionMove, Span
from shared.domain.threads import EmotionalThread, Reading, SettledMatter, Why
from shared.domain.transcript import Transcript, Word
from shared.runtime import wiring
from shared.services import vault_paths
from shared.services.documents import HEARD

COAT = "I keep her coat in the hall and I cannot move it"
COAT_AGAIN = "Her coat was on the hook in the hall again and I walked past it"
COAT_DONE = "I gave the coat in the hall away to her sister and it was right"
BOAT = "My brother wants to sell the boat and I said nothing"
ASKED = "What is it that you would like to begin with, and how was your week since you and your wife were here?"
TURNS = [ASKED, COAT, ASKED, BOAT, ASKED, COAT_AGAIN, ASKED, COAT_DONE, ASKED]


def thread(turn: int) -> EmotionalThread:
    return EmotionalThread(turn, TURNS[turn], "", (Why.SHIFT,), float(turn), turn + 1.0, (turn,))


def reading(*turns: int, settled: int | None = None) -> Reading:
    finished = (SettledMatter(settled, TURNS[settled], ""),) if settled is not None else ()
    return Reading(tuple(map(thread, turns)), (), "scripted", finished)


class Telling:
    """A client whose sessions are read as the test says."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Enrol the client and put the scripted reading in the engine's place."""
        self.world = world
        self.client = world.enrol()
        self._next = reading()
        monkeypatch.setattr(EmbeddedReader, "read", self._read)

    def _read(self, _transcript: Transcript) -> Reading:
        return self._next

    def session(self, found: Reading) -> SessionRef:
        """Let one session be read, a week after the one before."""
        self.world.clock.move(timedelta(days=7))
        self._next = found
        ref = transcribed(self.world, self.client)
        self.deliver(ref)
        return ref

    def deliver(self, ref: SessionRef) -> None:
        """Deliver a session's message."""
        body = {"client_id": ref.client_id, "session_id": ref.session_id}
        self.world.send("ExtractQueue", json.dumps(body))
        self.world.drain()

    @property
    def threads(self) -> list[KeptThread]:
        """What the ledger holds, oldest thread first."""
        return sorted(wiring.stores().threads.of_client(self.client.client_id), key=lambda each: each.events[0].at)

    def ask(self, method: str, path: str, body: Any = None, therapist_id: str = "") -> Any:
        """Ask at the therapist's door about this client."""
        who = therapist_id or self.client.therapist_id
        event = http_event(method, f"/clients/{self.client.client_id}{path}", body, who)
        answer = self.world.invoke("serve_therapist", event)
        return answer["statusCode"], json.loads(answer["body"])


def transcribed(world: World, client: Client) -> SessionRef:
    """Put a session whose words are complete into the ledger and the vault."""
    stores, now = wiring.stores(), world.clock.now()
    key = f"recordings/{client.therapist_id}/{client.client_id}/{now.timestamp()}.wav"
    upload, epoch = Upload(key, "v1"), stores.consents.get(client.client_id).epoch
    whose = {"client_id": client.client_id, "therapist_id": client.therapist_id}
    session = Session.of_upload(upload, **whose, at=now, retention=Retention(), epoch=epoch)
    stores.sessions.open(session)
    ref = session.ref
    words = tuple(
        Word(word, float(turn), turn + 0.5, 1.0, turn % 2) for turn, text in enumerate(TURNS) for word in text.split()
    )
    stores.vault.put(client.client_id, epoch, vault_paths.words(ref, 0), HEARD.dump_json(words))
    spans = [{"number": 0, "start_s": 0.0, "end_s": 60.0, "has_speech": True}]
    assert Span(**spans[0])
    stores.sessions.move(ref, SessionMove.PARTS_CUT, {"spans": spans})
    stores.sessions.move(ref, SessionMove.WORDS_COMPLETE)
    return ref
