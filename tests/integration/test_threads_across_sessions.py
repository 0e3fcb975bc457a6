"""Threads across sessions on moto: linked by content, closed by reading or tap, gone with the client's consent."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from world import World, http_event

from shared.adapters.embedded.reader import EmbeddedReader
from shared.domain.client import Client
from shared.domain.identity import SessionRef, Upload, session_id_of
from shared.domain.kept_thread import KeptThread, ThreadEvent, ThreadEventKind, ThreadRef, ThreadState
from shared.domain.prompt import NEVER, PromptMove
from shared.domain.session import Session, SessionMove, SessionState, Span
from shared.domain.threads import EmotionalThread, Reading, RiskLine, SettledMatter, Why
from shared.domain.transcript import Transcript, Word
from shared.errors import NotPermittedError
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
    ref = SessionRef(client.client_id, session_id_of(upload))
    times = {"audio_until": now + timedelta(days=7), "text_until": now + timedelta(days=365)}
    session = Session(ref, client.therapist_id, upload, SessionState.ACCEPTED, now, epoch, **times)
    stores.sessions.open(session)
    words = tuple(
        Word(word, float(turn), turn + 0.5, 1.0, turn % 2) for turn, text in enumerate(TURNS) for word in text.split()
    )
    stores.vault.put(client.client_id, epoch, vault_paths.words(ref, 0), HEARD.dump_json(words))
    spans = [{"number": 0, "start_s": 0.0, "end_s": 60.0, "has_speech": True}]
    assert Span(**spans[0])
    stores.sessions.move(ref, SessionMove.PARTS_CUT, {"spans": spans})
    stores.sessions.move(ref, SessionMove.WORDS_COMPLETE)
    return ref


@pytest.fixture
def telling(world: World, monkeypatch: pytest.MonkeyPatch) -> Telling:
    """Give a client about to be read."""
    return Telling(world, monkeypatch)


def test_links_a_thread_that_comes_back(telling: Telling) -> None:
    """The coat is the coat again, the boat is new, and brief and reading show the earlier words and day."""
    first = telling.session(reading(1))
    day = telling.world.clock.now()

    second = telling.session(reading(3, 5))

    coat, boat = telling.threads
    assert [event.session for event in coat.sightings] == [first, second]
    assert [event.session for event in boat.sightings] == [second]
    _, shown = telling.ask("GET", f"/sessions/{second.session_id}/reading")
    assert f'It came back: {day.day} {day:%b} "{COAT}".' in shown["brief"]
    assert [each["thread_id"] for each in shown["threads"]] == [boat.ref.thread_id, coat.ref.thread_id]
    (before,) = shown["threads"][1]["came_back"]
    assert (before["quote"], before["session_id"]) == (COAT, first.session_id)


def test_closes_what_was_taken_up_and_finished(telling: Telling) -> None:
    """A later session settles the coat: it is closed, the boat is not, and the brief says so."""
    telling.session(reading(1, 3))

    second = telling.session(reading(settled=7))

    states = {each.events[0].rank: each.state for each in telling.threads}
    assert states == {1: ThreadState.CLOSED, 2: ThreadState.OPEN}
    _, shown = telling.ask("GET", f"/sessions/{second.session_id}/reading")
    assert "Taken up and finished:" in shown["brief"]


def test_opens_a_closed_thread_that_comes_back(telling: Telling) -> None:
    """The client decides what is closed: what is open again is open, whatever was tapped."""
    telling.session(reading(1))
    (coat,) = telling.threads
    telling.ask("POST", f"/threads/{coat.ref.thread_id}/taps", {"tap": "closed"})
    assert telling.threads[0].state is ThreadState.CLOSED

    telling.session(reading(5))

    (coat,) = telling.threads
    assert coat.state is ThreadState.OPEN


def test_notes_follow_each_other_in_the_order_of_the_sessions(telling: Telling) -> None:
    """Six sessions, the same code: the opening used least lately comes next, so five follow without one twice."""
    stores = wiring.stores()
    for _ in range(6):
        telling.session(reading(1))

    sessions = [session.ref for session in stores.sessions.of_client(telling.client.client_id)]
    prompts = stores.prompts.of_client(telling.client.client_id)
    openings = [prompt.opening_id for ref in sessions for prompt in prompts if prompt.session == ref]
    assert len(openings) == 6
    assert len(set(openings[:5])) == 5
    assert openings[5] == openings[0]


def test_a_second_delivery_keeps_the_same(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    """Died after the ledger was written, delivered again, even to a model that would now read otherwise."""
    telling.session(reading(1))
    stores = wiring.stores()
    with monkeypatch.context() as patch:
        patch.setattr(type(stores.sessions), "move", _dying_at_the_end(type(stores.sessions).move))
        second = telling.session(reading(3, 5))
    before = telling.threads
    assert stores.sessions.get(second).state is SessionState.READING
    telling._next = reading(1, 3, 5, 7)

    for body in telling.world.dead_letters("ExtractDeadLetters"):
        telling.world.send("ExtractQueue", body)
    telling.world.drain()
    telling.deliver(second)

    assert stores.sessions.get(second).state is SessionState.READY
    assert telling.threads == before


def test_drafts_nothing_again_of_what_shall_never_be_a_note(telling: Telling) -> None:
    """Put aside for good in one session, come back in the next: it is in the brief, and no draft is made of it."""
    prompts = wiring.stores().prompts
    first = telling.session(reading(1))
    (drafted,) = prompts.of_client(telling.client.client_id)
    prompts.move(drafted, PromptMove.SET_ASIDE, {"reason": NEVER})

    second = telling.session(reading(5, 3))

    assert [thread.rank_in(second) for thread in telling.threads] == [1, 2]
    assert [prompt.rank for prompt in prompts.of_client(telling.client.client_id) if prompt.session == second] == [2]
    assert drafted.session == first


def _dying_at_the_end(move: Callable[..., Session]) -> Callable[..., Session]:
    def dies(sessions: object, ref: SessionRef, what: SessionMove, *changes: object) -> Session:
        if what is SessionMove.THREADS_FOUND:
            message = "died after the ledger was written"
            raise OSError(message)
        return move(sessions, ref, what, *changes)

    return dies


def test_taps_are_kept_and_the_last_one_counts(telling: Telling) -> None:
    """Taken up, corrected to not today: both are on record, the thread is open."""
    telling.session(reading(1))
    (coat,) = telling.threads
    path = f"/threads/{coat.ref.thread_id}/taps"

    taken_up = telling.ask("POST", path, {"tap": "taken up"})
    telling.world.clock.move(timedelta(minutes=1))
    not_today = telling.ask("POST", path, {"tap": "not today"})

    assert (taken_up[0], taken_up[1]["state"]) == (200, "TAKEN_UP")
    assert not_today[1]["state"] == "OPEN"
    assert [each["tap"] for each in not_today[1]["taps"]] == ["taken up", "not today"]
    _, (listed,) = telling.ask("GET", "/threads")
    assert listed == not_today[1]
    assert listed["sightings"][0]["quote"] == COAT


def test_refuses_a_tap_that_is_not_the_therapists_to_make(telling: Telling) -> None:
    """Another therapist, another thread, another word."""
    telling.session(reading(1))
    (coat,) = telling.threads
    path = f"/threads/{coat.ref.thread_id}/taps"

    statuses = [
        telling.ask("POST", path, {"tap": "closed"}, therapist_id="t-other")[0],
        telling.ask("GET", "/threads", therapist_id="t-other")[0],
        telling.ask("POST", "/threads/s-none-t1/taps", {"tap": "closed"})[0],
        telling.ask("POST", path, {"tap": "healed"})[0],
    ]

    assert statuses == [404, 404, 404, 422]
    assert telling.threads[0].state is ThreadState.OPEN


def test_a_thread_about_the_two_is_drafted_only_where_the_therapist_chooses(telling: Telling) -> None:
    """BETWEEN_US: in the brief, no draft by itself; one where it is chosen, and the same when chosen again."""
    about_us = replace(thread(1), why=(Why.BETWEEN_US,))
    ref = telling.session(replace(reading(3), threads=(about_us, thread(3))))
    prompts = wiring.stores().prompts
    by_itself = [prompt.rank for prompt in prompts.of_client(ref.client_id)]
    path = f"/sessions/{ref.session_id}/threads"

    chosen = telling.ask("POST", f"{path}/1/draft")
    again = telling.ask("POST", f"{path}/1/draft")
    refused = [telling.ask("POST", f"{path}/{rank}/draft")[0] for rank in (0, 3)]
    refused.append(telling.ask("POST", f"{path}/1/draft", therapist_id="t-other")[0])

    assert by_itself == [2]
    assert (chosen[0], chosen[1]["why"], chosen[1]["findings"]) == (200, "BETWEEN_US", [])
    assert again == chosen
    assert refused == [404, 404, 404]
    assert [prompt.rank for prompt in prompts.of_client(ref.client_id)] == [1, 2]


def test_a_risk_line_holds_the_chosen_draft_too(telling: Telling) -> None:
    """Safety before reflection, whoever asks."""
    ref = telling.session(replace(reading(3), risk=(RiskLine(1, COAT, 1.0),)))

    status, _ = telling.ask("POST", f"/sessions/{ref.session_id}/threads/1/draft")

    assert status == 403
    assert wiring.stores().prompts.of_client(ref.client_id) == []


def test_shows_a_thread_whose_text_is_no_longer_kept(telling: Telling) -> None:
    """Where a session's text has reached its end, the thread's times stay and its words are gone."""
    first = telling.session(reading(1))
    wiring.stores().vault.drop(telling.client.client_id, vault_paths.session_prefix(first))

    telling.session(reading(5))

    _, listed = telling.ask("GET", "/threads")
    assert [len(each["sightings"]) for each in listed] == [1, 0]


@pytest.mark.parametrize("extent", ["sessions", "everything"])
def test_a_withdrawal_takes_every_thread(telling: Telling, extent: str) -> None:
    """Nothing is left in the ledger, and nothing that began before may be added after."""
    telling.session(reading(1))
    telling.session(reading(5))
    (coat,) = telling.threads
    stores, client = wiring.stores(), telling.client
    epoch = stores.consents.get(client.client_id).epoch

    telling.ask("POST", "/withdrawal", {"extent": extent})
    telling.world.drain()

    late = ThreadEvent(ThreadRef(client.client_id, "late"), ThreadEventKind.OPENED, telling.world.clock.now())
    with pytest.raises(NotPermittedError):
        stores.threads.add(late, epoch)
    assert stores.threads.of_client(client.client_id) == []
    assert coat.sightings != ()


def test_the_ledger_holds_no_words(telling: Telling) -> None:
    """Identifiers, kinds and times lie in the table; what was said lies sealed in the vault."""
    telling.session(reading(1))
    telling.session(reading(5, settled=7))

    table = telling.world.client_of("dynamodb")
    items = table.scan(TableName=telling.world.deployed.physical_id("LedgerTable"))["Items"]
    rows = [row for row in items if row["sk"]["S"].startswith("THREAD#")]
    assert rows != []
    assert {name for row in rows for name in row} <= {
        "pk",
        "sk",
        "ref",
        "kind",
        "at",
        "session",
        "rank",
        "tapped_by",
    }
    assert not any(word in json.dumps(rows, default=repr) for word in ("coat", "boat"))
