"""Withdrawing and erasing on moto: what was kept goes, and nothing comes after."""

import json
from datetime import timedelta

import pytest
from leaving import left_of, withdraw
from seeded import seed_draft
from telling import transcribed
from world import World

from shared.adapters.embedded.reader import EmbeddedReader
from shared.domain.client import Client
from shared.domain.consent import Purpose, Refusal
from shared.domain.declaration import Declaration
from shared.domain.reply import Reply, ReplyKind
from shared.domain.transcript import Transcript
from shared.errors import MissingError, NotPermittedError, UnavailableError
from shared.runtime import wiring


def test_removes_sessions_and_keeps_the_client(world: World, client: Client) -> None:
    """A withdrawal takes everything made from the sessions; the client may agree again later."""
    seed_draft(world, client)
    stores = wiring.stores()

    withdraw(world, client, "sessions")
    world.drain()

    assert left_of(world, client) == []
    assert stores.sessions.of_client(client.client_id) == []
    assert stores.clients.get(client.client_id).profile.name.reveal() == "Robin"
    assert stores.consents.get(client.client_id).refuses(Purpose.RECORD, world.clock.now()) is Refusal.WITHDRAWN


def test_erases_everything_about_a_client(world: World, client: Client) -> None:
    """Only the proof of the withdrawal is left, without content."""
    seed_draft(world, client)

    withdraw(world, client, "everything")
    world.drain()

    table = world.client_of("dynamodb")
    name = world.deployed.physical_id("LedgerTable")
    rows = table.query(
        TableName=name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"CLIENT#{client.client_id}"}},
    )["Items"]
    assert left_of(world, client) == []
    assert [row["sk"]["S"] for row in rows] == ["CONSENT"]
    with pytest.raises(MissingError):
        wiring.stores().clients.get(client.client_id)


def test_lets_nothing_be_written_after_a_withdrawal(world: World, client: Client) -> None:
    """What began under the earlier consent may write nothing more, also after a new consent."""
    prompt = seed_draft(world, client)
    withdraw(world, client, "sessions")
    world.drain()
    stores, now = wiring.stores(), world.clock.now()
    grants = world.enrol().client_id
    stores.consents.grant(client.client_id, stores.consents.get(grants).grants)

    with pytest.raises(NotPermittedError):
        stores.vault.put(client.client_id, prompt.consent_epoch, "sessions/late.json", b"late")

    assert stores.consents.get(client.client_id).refuses(Purpose.RECORD, now) is None
    assert left_of(world, client) == []


def test_confirms_only_once_nobody_is_writing(world: World, client: Client) -> None:
    """A writer that began before the withdrawal is waited for."""
    stores = wiring.stores()
    epoch = stores.consents.get(client.client_id).epoch

    with stores.holds.hold(client.client_id, epoch):
        withdraw(world, client, "sessions")
        world.drain()
        assert stores.consents.unconfirmed(world.clock.now()) != []
    world.tick("keep_watch")
    world.drain()

    assert client.client_id not in dict(stores.consents.unconfirmed(world.clock.now()))


def test_outlasts_a_writer_that_died(world: World, client: Client) -> None:
    """A hold whose time is up is held by nobody."""
    stores = wiring.stores()
    epoch = stores.consents.get(client.client_id).epoch
    hold = stores.holds.hold(client.client_id, epoch)
    hold.__enter__()
    withdraw(world, client, "sessions")
    world.drain()

    world.clock.move(timedelta(minutes=3))
    world.tick("keep_watch")
    world.drain()

    assert client.client_id not in dict(stores.consents.unconfirmed(world.clock.now()))


def test_is_harmless_when_the_message_comes_again(world: World, client: Client) -> None:
    """A redriven message for a client who agreed again removes nothing."""
    withdraw(world, client, "sessions")
    world.drain()
    stores = wiring.stores()
    stores.consents.grant(client.client_id, stores.consents.get(world.enrol().client_id).grants)
    seed_draft(world, client)

    world.send("ForgetQueue", f'{{"client_id": "{client.client_id}", "extent": "sessions"}}')
    world.drain()

    assert left_of(world, client) != []


@pytest.mark.parametrize("extent", ["sessions", "everything"])
def test_makes_nothing_of_a_dead_letter_put_back_days_after_the_withdrawal(
    world: World, client: Client, extent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever redrives need not know who has left meanwhile."""
    ref = transcribed(world, client)

    def out_of_order(_self: EmbeddedReader, _transcript: Transcript) -> None:
        message = "a service is down"
        raise UnavailableError(message)

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedReader, "read", out_of_order)
        world.send("ExtractQueue", json.dumps({"client_id": ref.client_id, "session_id": ref.session_id}))
        world.drain()
    (letter,) = world.dead_letters("ExtractDeadLetters")
    withdraw(world, client, extent)
    world.drain()

    world.clock.move(timedelta(days=3))
    world.send("ExtractQueue", letter)
    world.drain()

    stores = wiring.stores()
    assert left_of(world, client) == []
    assert [*stores.sessions.of_client(client.client_id), *stores.prompts.of_client(client.client_id)] == []
    assert world.dead_letters("ExtractDeadLetters") == []


def test_drops_what_was_begun_and_not_ended(world: World, client: Client) -> None:
    """Pieces that arrived of an upload go before the removal is confirmed; another client's stay."""
    other = world.enrol(therapist_id=client.therapist_id)
    large = wiring.stores().large_uploads
    for each in (client, other):
        large.begin(each.therapist_id, each.client_id, f"{'a1' * 16}.wav")

    withdraw(world, client, "sessions")
    world.drain()

    left = [len(large.unfinished(each.therapist_id, each.client_id)) for each in (client, other)]
    assert left == [0, 1]
    assert client.client_id not in dict(wiring.stores().consents.unconfirmed(world.clock.now()))


def test_takes_down_nothing_once_consent_was_withdrawn(world: World, client: Client) -> None:
    """Neither what was said of a recording nor that a line was put: each would outlive the forgetting."""
    prompt = seed_draft(world, client)
    stores = wiring.stores()
    withdraw(world, client, "everything")
    world.drain()
    reply = Reply(prompt.ref, "0" * 32, prompt.session, ReplyKind.WRITTEN, world.clock.now())

    with pytest.raises(NotPermittedError):
        stores.declarations.add(client.client_id, "k", prompt.consent_epoch, Declaration(others=("Sam",)))
    with pytest.raises(NotPermittedError):
        stores.replies.add(reply, prompt.consent_epoch)

    rows = world.client_of("dynamodb").query(
        TableName=world.deployed.physical_id("LedgerTable"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"CLIENT#{client.client_id}"}},
    )["Items"]
    assert [row["sk"]["S"] for row in rows] == ["CONSENT"]
