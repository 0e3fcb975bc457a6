"""A notice is of a session that is there: told once, and never to outlive its client."""

from collections.abc import Sequence
from typing import Any

import pytest
from leaving import withdraw
from seeded import seed_draft
from world import World, notices_of

from shared.adapters.dynamo.table import Row, Table
from shared.domain.client import Client
from shared.domain.notice import NoticeKind
from shared.domain.prompt import Prompt
from shared.errors import ConflictError
from shared.runtime import wiring


def tell(world: World, prompt: Prompt) -> None:
    wiring.stores().notices.tell(prompt.therapist_id, NoticeKind.UNCONFIRMED, prompt.session, world.clock.now())


def test_is_told_once(world: World, client: Client) -> None:
    """Whoever comes again after a crash may tell it again."""
    prompt = seed_draft(world, client)

    tell(world, prompt)
    tell(world, prompt)

    assert notices_of(client.therapist_id) == [NoticeKind.UNCONFIRMED]


def test_leaves_nothing_of_a_client_who_was_forgotten(world: World, client: Client) -> None:
    """A step that finds out too late that consent has ended has nobody to tell of it."""
    prompt = seed_draft(world, client)
    withdraw(world, client, "everything")
    world.drain()

    tell(world, prompt)

    assert notices_of(client.therapist_id) == []
    assert [row["sk"] for row in wiring.stores().ledger.rows(client.client_id)] == ["CONSENT"]


def test_goes_too_where_it_comes_while_the_client_is_forgotten(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are looked up again until there are none: one may have come after they were listed."""
    prompt = seed_draft(world, client)
    below = Table.below

    def and_then_told(self: Table, client_id: str, prefix: str = "") -> Sequence[Row]:
        rows = below(self, client_id, prefix)
        tell(world, prompt)
        return rows

    monkeypatch.setattr(Table, "below", and_then_told)
    wiring.stores().ledger.forget(client.client_id, keep_profile=False)
    monkeypatch.undo()

    assert [row["sk"] for row in wiring.stores().ledger.rows(client.client_id)] == ["CONSENT"]


def test_is_told_where_another_writer_stood_in_the_way(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On AWS any write of the session's row cancels a transaction that looks at it; the next goes through."""
    prompt = seed_draft(world, client)
    transact, turned_away = Table.transact, []

    def once(self: Table, what: str, **rows: Any) -> None:
        if not turned_away:
            turned_away.append(what)
            message = "notice: another writer"
            raise ConflictError(message)
        transact(self, what, **rows)

    monkeypatch.setattr(Table, "transact", once)
    tell(world, prompt)

    assert notices_of(client.therapist_id) == [NoticeKind.UNCONFIRMED]


def test_is_not_lost_where_two_write_at_once(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """DynamoDB turns one of two transactions on a row away; the step fails and comes again."""
    prompt = seed_draft(world, client)

    def turned_away(*_: object, **__: object) -> None:
        message = "notice: another writer"
        raise ConflictError(message)

    monkeypatch.setattr(Table, "transact", turned_away)

    with pytest.raises(ConflictError):
        tell(world, prompt)
