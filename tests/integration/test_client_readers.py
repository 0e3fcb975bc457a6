"""Who may read behind a mail's link: the browser that opened it first, and nobody else; anybody may stop."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from client_browser import ELSEWHERE, WORDS, Browser, stored
from seeded import seed_draft
from sending import approve, release_and_send
from visiting import link_in_mail
from world import World

from shared.adapters.dynamo.clients import DynamoClients
from shared.domain.client import Client
from shared.domain.readers import reader_of
from shared.domain.words import Words
from shared.runtime import wiring

PRESSES = ("read", "keep", "not-now", "say", "choices", "resume", "rhythm&rhythm=one-a-month", "put&text=x&once=", "?")


@pytest.mark.parametrize("page", ["notes", "choices"])
def test_a_forwarded_link_shows_and_changes_nothing(client: Client, stranger: Browser, link: str, page: str) -> None:
    """Every button but those that stop says the same, and says nothing of the client."""
    before, path = stored(client), link.replace("/notes/", f"/{page}/")
    presses = [f"do={each}{uuid4().hex if each.endswith('once=') else ''}" for each in PRESSES]

    answers = [stranger.press(path, each) for each in presses]

    assert {(each["statusCode"], each["body"]) for each in answers} == {(403, answers[0]["body"])}
    assert ELSEWHERE in answers[0]["body"]
    assert not re.search(r"robin|dana|example\.com|•|therap|session|coat", answers[0]["body"], re.IGNORECASE)
    assert stored(client) == before
    assert wiring.stores().replies.of_client(client.client_id) == []
    assert wiring.stores().prompts.of_client(client.client_id)[0].answer is None


def test_a_stranger_cannot_take_the_address(world: World, client: Client, stranger: Browser, link: str) -> None:
    """No link leaves to another address, and none is remembered."""
    taker = f"taker-{client.client_id}@example.org"

    answer = stranger.press(link, f"do=address&email={taker}")

    assert answer["statusCode"] == 403
    assert stored(client).profile.new_address is None
    assert world.mails_to(replace(client, profile=replace(client.profile, email=Words(taker)))) == []


def test_a_later_note_opens_in_the_same_browser_and_in_no_other(
    world: World, client: Client, first: Browser, stranger: Browser
) -> None:
    """A mail that is handed on unopened is no way in once the client has read one."""
    approve(world, seed_draft(world, client, name="later.wav"))
    world.clock.move(timedelta(days=4))
    release_and_send(world)
    later = link_in_mail(world, client, "notes")

    refused, read = stranger.press(later), first.press(later)

    assert ELSEWHERE in refused["body"]
    assert WORDS in read["body"]


def test_a_copied_address_shows_the_neutral_page(first: Browser, stranger: Browser) -> None:
    """What stands in the address bar opens only where it was opened."""
    copied, own = stranger.ask("GET", first.shown_at), first.ask("GET", first.shown_at)

    assert WORDS in own["body"]
    assert WORDS not in copied["body"]
    assert "Continue" in copied["body"]
    assert ELSEWHERE in stranger.ask("POST", first.shown_at, "do=read")["body"]


@pytest.mark.parametrize("do", ["pause-week", "pause-month", "stop", "withdraw"])
def test_nobody_is_kept_from_stopping(client: Client, stranger: Browser, link: str, do: str) -> None:
    """These need no cookie, are done, and show nothing."""
    before = wiring.stores().consents.get(client.client_id).epoch

    answer = stranger.ask("POST", link, f"do={do}")

    now, epoch = stored(client), wiring.stores().consents.get(client.client_id).epoch
    assert answer["statusCode"] == 200
    assert not re.search(r"robin|dana|example\.com|•|coat", answer["body"], re.IGNORECASE)
    assert now.has_stopped or now.dial.paused_until or epoch > before


def test_one_click_stops_without_a_cookie(world: World, client: Client, stranger: Browser) -> None:
    """RFC 8058 knows no cookies."""
    stranger.ask("POST", link_in_mail(world, client, "stop"), "List-Unsubscribe=One-Click")

    assert stranger.cookies == {}
    assert stored(client).has_stopped


def test_a_stranger_cuts_no_pause_short(client: Client, first: Browser, stranger: Browser, link: str) -> None:
    """Pausing for a week ends no pause of a month."""
    first.ask("POST", link, "do=pause-month")
    until = stored(client).dial.paused_until

    stranger.ask("POST", link, "do=pause-week")

    assert stored(client).dial.paused_until == until


def test_of_two_first_presses_at_once_one_counts(
    world: World, client: Client, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another browser comes between reading and writing, this one is refused."""
    one, other = Browser(world), Browser(world)
    change, met = DynamoClients.change, []

    def meet(clients: DynamoClients, changed: Client) -> None:
        if not met:
            met.append(0)
            met[0] = one.press(link)["statusCode"]
        change(clients, changed)

    monkeypatch.setattr(DynamoClients, "change", meet)

    refused = other.press(link)

    assert (met, refused["statusCode"]) == ([200], 403)
    assert len(stored(client).readers) == 1


def test_a_note_that_was_never_sent_is_nobodys_to_claim(world: World) -> None:
    """A draft's link, had anybody one, makes no reader."""
    other = world.enrol()
    path = f"/notes/{wiring.links().sign('note', seed_draft(world, other).ref)}"

    assert Browser(world).press(path)["statusCode"] == 404
    assert stored(other).readers == ()


def test_a_browser_that_keeps_no_cookie_claims_nothing(world: World, client: Client, link: str) -> None:
    """Else nobody could read at all, that browser included."""
    answer = Browser(world).ask("POST", link, "do=read")

    assert answer["statusCode"] == 403
    assert stored(client).readers == ()


def test_keeps_the_cookie_to_itself(world: World, client: Client, first: Browser, link: str) -> None:
    """No script and no other host sees it, and the ledger holds only a hash that is another for another client."""
    (cookie,) = first.ask("GET", link)["cookies"]
    (value,) = first.cookies.values()
    rows = world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("LedgerTable"))["Items"]

    assert cookie.startswith("__Host-reader=")
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert stored(client).readers == (reader_of(client.client_id, value),)
    assert reader_of("c-other", value) not in stored(client).readers
    assert value not in repr(rows)
