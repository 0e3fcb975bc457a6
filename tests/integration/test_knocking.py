"""How often one caller may come: a minute by the clock, each by a link, an account or an address of its own."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from world import World, http_event

from shared.domain.knocking import Caller, CallerKind
from shared.runtime import wiring

USUAL = 10
OFTEN = {CallerKind.LINK: 10, CallerKind.THERAPIST: 50, CallerKind.STRANGER: 5}


@pytest.fixture(autouse=True)
def _few(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Allow few requests, in a minute that has just begun."""
    monkeypatch.setenv("REQUESTS_A_MINUTE", str(USUAL))
    world.clock.moment = world.clock.moment.replace(second=0, microsecond=0)


def from_address(event: dict, address: str) -> dict:
    event["requestContext"]["http"]["sourceIp"] = address
    return event


def ask_api(world: World, therapist_id: str) -> int:
    return world.invoke("serve_therapist", http_event("GET", "/clients", therapist_id=therapist_id))["statusCode"]


def guess(world: World, address: str) -> dict:
    return world.invoke("serve_client", from_address(http_event("POST", "/notes/guess", "do=read"), address))


def test_waves_a_stranger_off_who_guesses_links(world: World) -> None:
    """Guesses are counted by where they come from; who comes from elsewhere is answered, and a minute later all are."""
    address, elsewhere = "203.0.113.7", "203.0.113.8"

    answers = [guess(world, address) for _ in range(OFTEN[CallerKind.STRANGER] + 1)]

    assert [each["statusCode"] for each in answers] == [404] * OFTEN[CallerKind.STRANGER] + [429]
    assert answers[-1]["headers"]["Retry-After"] == "60"
    assert "A moment, please" in answers[-1]["body"]
    assert "default-src 'none'" in answers[-1]["headers"]["Content-Security-Policy"]
    assert guess(world, elsewhere)["statusCode"] == 404
    world.clock.move(timedelta(seconds=60))
    assert guess(world, address)["statusCode"] == 404


def test_counts_a_client_by_the_link_and_not_by_the_address(world: World, link: str) -> None:
    """Who holds a link is not kept out by a stranger at the same address, nor counted as one."""
    world.clock.move(timedelta(minutes=1))
    world.clock.moment = world.clock.moment.replace(second=0)
    for _ in range(OFTEN[CallerKind.STRANGER] + 1):
        guess(world, "127.0.0.1")

    press = http_event("POST", link, "do=keep")
    answers = [world.invoke("serve_client", press)["statusCode"] for _ in range(OFTEN[CallerKind.LINK] + 1)]

    assert answers == [303] * OFTEN[CallerKind.LINK] + [429]


def test_counts_each_therapist_alone(world: World) -> None:
    """One who is waved off is no colleague's trouble, and what was refused has changed nothing."""
    answers = [ask_api(world, "t-busy") for _ in range(OFTEN[CallerKind.THERAPIST] + 1)]
    refused = world.invoke("serve_therapist", http_event("POST", "/clients", {}, "t-busy"))

    assert answers == [200] * OFTEN[CallerKind.THERAPIST] + [429]
    assert refused["statusCode"] == 429
    assert "Wait a minute" in json.loads(refused["body"])["message"]
    assert ask_api(world, "t-calm") == 200


def test_keeps_no_address_and_no_name(world: World) -> None:
    """Rows hold an HMAC, a minute and a count; another day's name for the same caller is another one."""
    table = world.deployed.physical_id("KnocksTable")
    guess(world, "203.0.113.9")
    ask_api(world, "t-named")
    rows = world.client_of("dynamodb").scan(TableName=table)["Items"]
    text, before = json.dumps(rows, default=repr), {row["pk"]["S"] for row in rows}
    world.clock.move(timedelta(days=1))
    guess(world, "203.0.113.9")
    later = world.client_of("dynamodb").scan(TableName=table)["Items"]

    assert "203.0.113" not in text
    assert "t-named" not in text
    assert all("expires" in row for row in later)
    assert {row["pk"]["S"] for row in later if row["pk"]["S"].startswith("KNOCK#")} - before


def test_costs_one_write_a_request(world: World) -> None:
    """The day's salt is read or made once a sandbox; after that a request is one update."""
    knocks = wiring.stores().knocks
    knocks.count(Caller(CallerKind.STRANGER, "a"), world.clock.now())
    world.judge.calls.clear()

    with world.judge.watching("serve_client"):
        counts = [knocks.count(Caller(CallerKind.STRANGER, "a"), world.clock.now()) for _ in range(3)]

    assert counts == [2, 3, 4]
    assert [call for call, _ in world.judge.calls] == ["dynamodb:UpdateItem"] * 3


def test_two_sandboxes_agree_on_the_days_salt(world: World) -> None:
    """Whoever comes second uses what the first one made."""
    first, second = wiring.Stores().knocks, wiring.Stores().knocks
    at, somebody = datetime(2031, 5, 6, tzinfo=UTC), Caller(CallerKind.STRANGER, "b")

    assert [first.count(somebody, at), second.count(somebody, at)] == [1, 2]
    assert world.clock


def test_stays_open_where_nobody_can_count(world: World) -> None:
    """A table that does not answer keeps nobody from reading a note or from stopping."""

    def throttled(operation: str) -> ClientError:
        return ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, operation)

    guess(world, "203.0.113.10")  # the salt is there
    with world.judge.failing("dynamodb", "UpdateItem", throttled):
        answer = guess(world, "203.0.113.10")

    assert answer["statusCode"] == 404
    assert world.judge.has_struck


def test_counts_nobody_for_a_stylesheet(world: World) -> None:
    """What is anybody's is not counted."""
    event = http_event("GET", "/pages.css", "")

    assert {world.invoke("serve_client", event)["statusCode"] for _ in range(USUAL + 1)} == {200}
