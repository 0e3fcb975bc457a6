"""Threads across sessions as pages: one tap after a session, and a thread that came back shown as coming back."""

from datetime import timedelta

import pytest
from seeded import SAID, seed_draft
from visitor import Visitor, text_of
from world import World

from shared.domain.client import Client
from shared.domain.kept_thread import KeptThread, ThreadEvent, ThreadEventKind, ThreadRef, ThreadState
from shared.domain.prompt import Prompt
from shared.runtime import wiring


@pytest.fixture
def prompts(world: World, client: Client) -> tuple[Prompt, Prompt]:
    """Read two sessions a week apart, with one thread that came back."""
    stores = wiring.stores()
    first = seed_draft(world, client, name="first.wav")
    ref, epoch = ThreadRef(client.client_id, "s-first-t1"), stores.consents.get(client.client_id).epoch
    stores.threads.add(ThreadEvent(ref, ThreadEventKind.OPENED, world.clock.now(), first.session, 1), epoch)
    world.clock.move(timedelta(days=7))
    second = seed_draft(world, client, name="second.wav")
    world.clock.move(timedelta(minutes=5))
    stores.threads.add(ThreadEvent(ref, ThreadEventKind.CAME_BACK, world.clock.now(), second.session, 1), epoch)
    return first, second


def kept(client: Client) -> KeptThread:
    (thread,) = wiring.stores().threads.of_client(client.client_id)
    return thread


@pytest.mark.usefixtures("prompts")
@pytest.mark.parametrize(
    ("tap", "state", "said"),
    [
        ("taken up", ThreadState.TAKEN_UP, "Taken up"),
        ("not today", ThreadState.OPEN, "Not today"),
        ("closed", ThreadState.CLOSED, "Closed"),
    ],
)
def test_notes_what_became_of_a_thread_by_one_tap(
    dana: Visitor, client: Client, tap: str, state: ThreadState, said: str
) -> None:
    """The ledger keeps it; a closed one leaves the client's page and stays in the list."""
    own = f"/console/clients/{client.client_id}"
    assert SAID in dana.get(own)["body"]

    dana.post(f"{own}/threads/s-first-t1/tap", tap=tap)

    assert kept(client).state is state
    assert said in text_of(dana.get(f"{own}/threads"))
    assert (SAID in dana.get(own)["body"]) is (state is not ThreadState.CLOSED)


@pytest.mark.usefixtures("prompts")
def test_takes_no_other_word_for_a_tap(dana: Visitor, client: Client) -> None:
    """There are three."""
    answer = dana.post(f"/console/clients/{client.client_id}/threads/s-first-t1/tap", tap="failed")

    assert answer["statusCode"] == 422


def test_shows_a_thread_that_came_back_with_its_earlier_words(dana: Visitor, prompts: tuple[Prompt, Prompt]) -> None:
    """In the later session only."""
    pages = []
    for prompt in prompts:
        ref = prompt.session
        pages.append(text_of(dana.get(f"/console/clients/{ref.client_id}/sessions/{ref.session_id}/review")))

    assert ["It came back" in page for page in pages] == [False, True]
