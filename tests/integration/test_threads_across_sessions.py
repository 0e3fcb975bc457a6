"""Threads across sessions on moto: linked by content, closed by reading, gone with the client's consent."""

import json
from collections.abc import Callable

import pytest
from telling import COAT, Telling, reading

from shared.domain.identity import SessionRef
from shared.domain.kept_thread import ThreadEvent, ThreadEventKind, ThreadRef, ThreadState
from shared.domain.session import Session, SessionMove, SessionState
from shared.errors import NotPermittedError
from shared.runtime import wiring
from shared.services import vault_paths


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


def _dying_at_the_end(move: Callable[..., Session]) -> Callable[..., Session]:
    def dies(sessions: object, ref: SessionRef, what: SessionMove, *changes: object) -> Session:
        if what is SessionMove.THREADS_FOUND:
            message = "died after the ledger was written"
            raise OSError(message)
        return move(sessions, ref, what, *changes)

    return dies


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
