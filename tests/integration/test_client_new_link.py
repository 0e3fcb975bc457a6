"""How another browser is let in: by a link to the client's mailbox, once, for a day, and quietly."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from client_browser import ELSEWHERE, WORDS, Browser, stored
from itsdangerous import TimestampSigner
from world import World

from shared.domain.client import Client
from shared.domain.identity import PromptRef
from shared.domain.links import OPEN_LINK
from shared.domain.prompt import Prompt
from shared.domain.readers import MOST
from shared.domain.words import Words
from shared.runtime import wiring


def open_link(world: World, client: Client) -> str:
    raw = world.mails_to(client)[-1].raw
    text = message_from_bytes(raw, policy=policy.default).get_body(("plain",)).get_content()
    found = re.search(r"https://pages\.example(/notes/\S+)", text)
    assert found
    assert "Open it in this browser" in text
    return found[1]


def test_a_new_link_lets_another_browser_in(
    world: World, client: Client, first: Browser, stranger: Browser, link: str
) -> None:
    """It comes to the client's own mailbox, works once, and the first browser stays in."""
    asked = stranger.press(link, "do=new-link")
    path = open_link(world, client)

    looked = stranger.ask("GET", path)
    let_in, again = stranger.ask("POST", path, "do=read"), stranger.ask("POST", path, "do=read")
    third = Browser(world).press(path)

    assert "a link is on its way" in asked["body"]
    assert WORDS not in looked["body"]
    assert WORDS in let_in["body"]
    assert WORDS in again["body"]
    assert third["statusCode"] == 404
    assert WORDS in stranger.press(link)["body"]
    assert WORDS in first.press(link)["body"]


def test_a_new_link_pressed_without_a_cookie_is_not_used_up(
    world: World, client: Client, stranger: Browser, link: str
) -> None:
    """The page asks to press once more, and then lets in."""
    stranger.press(link, "do=new-link")
    path, late = open_link(world, client), Browser(world)

    once, twice = late.ask("POST", path, "do=read"), late.ask("POST", path, "do=read")

    assert "Once more, please" in once["body"]
    assert WORDS in twice["body"]


def test_the_mail_with_a_new_link_tells_nothing(
    world: World, client: Client, stranger: Browser, link: str, sent: Prompt
) -> None:
    """Quiet subject, no name, no word of the note."""
    stranger.press(link, "do=new-link")

    message = message_from_bytes(world.mails_to(client)[-1].raw, policy=policy.default)
    shown = message.get_body(("plain",)).get_content() + message.get_body(("html",)).get_content()
    assert message["Subject"] == "The link you asked for"
    assert not re.search(
        r"robin|dana|note|therap|session|client|coat", shown.replace(open_link(world, client), ""), re.IGNORECASE
    )
    assert sent.ref.prompt_id not in shown


def test_a_flood_of_asking_sends_one_mail_in_ten_minutes(
    world: World, client: Client, stranger: Browser, link: str
) -> None:
    """And whoever asks cannot tell."""
    before = len(world.mails_to(client))

    answers = {stranger.press(link, "do=new-link")["body"] for _ in range(5)}

    assert (len(answers), len(world.mails_to(client))) == (1, before + 1)
    world.clock.move(timedelta(minutes=11))
    assert stranger.press(link, "do=new-link")["body"] in answers
    assert len(world.mails_to(client)) == before + 2


@pytest.mark.parametrize("quiet", [{"has_stopped": True}, {"mail_blocked": "BOUNCED"}])
def test_no_new_link_goes_where_no_mail_may_go(
    world: World, client: Client, stranger: Browser, link: str, quiet: dict
) -> None:
    """The page says the same words."""
    usual = stranger.press(link, "do=new-link")["body"]
    world.clock.move(timedelta(minutes=11))
    wiring.stores().clients.change(replace(stored(client), **quiet))
    before = len(world.mails_to(client))

    answer = stranger.press(link, "do=new-link")

    assert answer["body"] == usual
    assert len(world.mails_to(client)) == before


def test_a_new_link_ends_after_a_day_and_when_the_address_changes(
    world: World, client: Client, stranger: Browser, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link in a mailbox that is the client's no more lets nobody in."""
    stranger.press(link, "do=new-link")
    path, own = open_link(world, client), TimestampSigner.get_timestamp
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda signer: own(signer) + 86_401)
        late = stranger.press(path)
    moved = stored(client).with_address(Words("robin.moved@example.com"), world.clock.now())
    wiring.stores().clients.change(moved)

    answer = stranger.press(path)

    assert (late["statusCode"], answer["statusCode"]) == (404, 404)
    assert stored(client).readers == ()  # whoever had read at the wrong address reads no more


def test_a_made_up_link_for_another_browser_opens_nothing(client: Client, stranger: Browser) -> None:
    """Only the link that was sent last counts."""
    path = f"/notes/{wiring.links().sign(OPEN_LINK, PromptRef(client.client_id, uuid4().hex))}"

    assert stranger.press(path)["statusCode"] == 404
    assert len(stored(client).readers) == 1


def test_keeps_the_newest_browsers(world: World, client: Client, first: Browser, link: str) -> None:
    """The oldest makes room for a sixth."""
    for _ in range(MOST):
        world.clock.move(timedelta(minutes=11))
        newest = Browser(world)
        newest.press(link, "do=new-link")
        newest.press(open_link(world, client))

    assert len(stored(client).readers) == MOST
    assert WORDS in newest.press(link)["body"]
    assert ELSEWHERE in first.press(link)["body"]


def test_the_trail_tells_who_was_let_in(world: World, client: Client, link: str) -> None:
    """The first press, the asking and the second browser's press each stand in it, without the link or the cookie."""
    one, other = Browser(world), Browser(world)
    one.press(link)
    other.press(link, "do=new-link")
    path = open_link(world, client)
    other.press(path)

    rows = world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("TrailTable"))["Items"]
    told = [row["what"]["S"] for row in rows if row.get("client_id", {}).get("S") == client.client_id]

    for what in ("notes.act.read.first-reader", "notes.act.new-link", "notes.act.read.added-reader"):
        assert told.count(what) == 1
    for secret in (*one.cookies.values(), *other.cookies.values(), path.rpartition("/")[2]):
        assert secret not in repr(rows)
