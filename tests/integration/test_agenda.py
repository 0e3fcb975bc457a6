"""What a schedule must look at: read from an index that holds keys only, and as it stands now."""

from datetime import timedelta

import pytest
from seeded import seed_draft
from sending import approve
from world import World

from shared.adapters.dynamo.table import Table
from shared.domain.client import Client
from shared.domain.prompt import PromptMove, PromptState
from shared.domain.session import Session, SessionMove
from shared.errors import ConflictError
from shared.runtime import wiring
from shared.services.keep_watch import MOST_TO_DROP

OVER = timedelta(days=8)  # a day past the recording's clock


@pytest.fixture
def read_session(world: World, client: Client) -> Session:
    """Give a session that was read to its end, with a draft."""
    return wiring.stores().sessions.get(seed_draft(world, client).session)


def on_agenda(world: World, client: Client) -> list[dict]:
    """Read the whole index, of one client."""
    table = world.client_of("dynamodb")
    rows = table.scan(TableName=world.deployed.physical_id("LedgerTable"), IndexName="agenda")["Items"]
    return [row for row in rows if client.client_id in row["pk"]["S"]]


def ids(sessions: list[Session], client: Client) -> list[str]:
    return [each.ref.session_id for each in sessions if each.ref.client_id == client.client_id]


@pytest.mark.usefixtures("read_session")
def test_the_index_says_what_is_due_and_nothing_else(world: World, client: Client) -> None:
    """A row's other changes, of which a session has thirty while it is heard, do not reach it."""
    (place,) = on_agenda(world, client)

    assert place["agenda"] == {"S": "AUDIO"}
    assert set(place) == {"pk", "sk", "agenda", "due"}


def test_a_session_under_way_is_watched_and_one_at_its_end_is_not_even_read(
    world: World, client: Client, read_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A recording is kept for a week: a watch that read all of them would read a thousand times too much."""
    sessions, read = wiring.stores().sessions, []
    get_many = Table.get_many
    monkeypatch.setattr(Table, "get_many", lambda table, keys: read.extend(keys) or get_many(table, keys))

    at_its_end = ids(sessions.unfinished_since(world.clock.now()), client)
    looked_at = [key for key in read if client.client_id in key["pk"]]
    sessions.move(read_session.ref, SessionMove.SWAP_SPEAKERS)
    read_anew = ids(sessions.unfinished_since(world.clock.now()), client)

    assert (at_its_end, looked_at) == ([], [])
    assert read_anew == [read_session.ref.session_id]


def test_the_recordings_clock_runs_out_for_a_session_under_way_too(
    world: World, client: Client, read_session: Session
) -> None:
    """Whether it ever came to its end has no say in how long its sound is kept."""
    sessions = wiring.stores().sessions
    sessions.move(read_session.ref, SessionMove.SWAP_SPEAKERS)

    before = ids(sessions.outdated(world.clock.now(), MOST_TO_DROP), client)
    after = ids(sessions.outdated(world.clock.now() + OVER, MOST_TO_DROP), client)

    assert (before, after) == ([], [read_session.ref.session_id])


def test_sound_goes_in_the_order_of_its_clock_wherever_its_session_stands(
    world: World, client: Client, read_session: Session
) -> None:
    """Else one under way would wait for as long as there is enough at its end."""
    sessions = wiring.stores().sessions
    sessions.move(read_session.ref, SessionMove.SWAP_SPEAKERS)
    world.clock.move(timedelta(minutes=1))
    later = seed_draft(world, client, name="later.wav").session

    due = ids(sessions.outdated(world.clock.now() + OVER, MOST_TO_DROP), client)

    assert due == [read_session.ref.session_id, later.session_id]


def test_a_session_read_anew_without_its_sound_comes_back_to_the_texts_clock(
    world: World, client: Client, read_session: Session
) -> None:
    """Or its text would be kept for good."""
    sessions = wiring.stores().sessions
    world.clock.move(OVER)
    world.tick("keep_watch")
    (kept,) = on_agenda(world, client)
    sessions.move(read_session.ref, SessionMove.SWAP_SPEAKERS)
    sessions.move(read_session.ref, SessionMove.THREADS_FOUND)

    world.tick("keep_watch")

    assert kept["agenda"] == {"S": "TEXT"}
    assert on_agenda(world, client) == [kept]


def test_a_parts_end_leaves_the_agenda_alone(world: World, client: Client, read_session: Session) -> None:
    """What the index holds of a session stays the same from its opening to its end."""
    sessions = wiring.stores().sessions
    sessions.move(read_session.ref, SessionMove.SWAP_SPEAKERS)
    before = on_agenda(world, client)

    sessions.end_part(read_session.ref, 0, lost=False)
    sessions.touch(read_session.ref)

    assert sessions.get(read_session.ref).parts_done == {0}
    assert on_agenda(world, client) == before


def test_a_row_that_has_left_the_agenda_meanwhile_is_not_given(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index lags behind its table; what was taken back in between must not go out."""
    draft, later = seed_draft(world, client), world.clock.now() + timedelta(hours=1)
    approve(world, draft)
    prompts = wiring.stores().prompts
    prompt, get_many = prompts.get(draft.ref), Table.get_many

    def take_back_first(table: Table, keys: list[dict]) -> list[dict]:
        if prompts.get(draft.ref).state is prompt.state:
            prompts.move(prompt, PromptMove.UNDO)
        return get_many(table, keys)

    due = [each.ref for each in prompts.due(later)]
    monkeypatch.setattr(Table, "get_many", take_back_first)
    after = [each.ref for each in prompts.due(later)]

    assert draft.ref in due
    assert draft.ref not in after


def test_gives_the_oldest_where_there_is_more_than_wanted(world: World) -> None:
    """A tick that has too much begins with what has waited longest."""
    drafts = []
    for _ in range(3):
        drafts.append(seed_draft(world, world.enrol()))
        approve(world, drafts[-1])
        world.clock.move(timedelta(minutes=1))

    prompts = wiring.stores().prompts
    due = [each.ref for each in prompts.due(world.clock.now())]

    assert [each for each in due if each in {draft.ref for draft in drafts}] == [draft.ref for draft in drafts]
    assert [each.ref for each in prompts.due(world.clock.now(), 2)] == due[:2]


def test_a_row_that_two_pages_of_the_index_name_is_read_once(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that moves on the agenda between two pages is on both, and BatchGetItem takes no key twice."""
    draft, later = seed_draft(world, client), world.clock.now() + timedelta(hours=1)
    approve(world, draft)
    query = Table._query
    monkeypatch.setattr(Table, "_query", lambda *given, **more: 2 * query(*given, **more))

    due = [each.ref for each in wiring.stores().prompts.due(later)]

    assert due.count(draft.ref) == 1


def test_a_note_that_is_due_later_than_it_was_read_is_not_marked_as_queued(world: World, client: Client) -> None:
    """Its message was taken and given back before the mark: marked, it would lie without a message for an hour."""
    draft, prompts = seed_draft(world, client), wiring.stores().prompts
    approve(world, draft)
    as_read = prompts.get(draft.ref)
    put_off = prompts.move(as_read, PromptMove.POSTPONE, {"due_at": world.clock.now() + timedelta(minutes=15)})

    with pytest.raises(ConflictError):
        prompts.move(as_read, PromptMove.QUEUE, {"queued_at": world.clock.now()})

    assert prompts.get(draft.ref) == put_off
    assert prompts.move(put_off, PromptMove.QUEUE, {"queued_at": world.clock.now()}).state is PromptState.QUEUED
