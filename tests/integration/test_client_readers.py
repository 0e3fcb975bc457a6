"""Who may read behind a mail's link: the browser that opened it first, and those the client's mailbox lets in."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from http import HTTPStatus
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from itsdangerous import TimestampSigner
from test_send_prompt import approve, release_and_send
from test_serve_client import link_in_mail
from world import SAID, World, http_event, seed_draft

from shared.adapters.dynamo.clients import DynamoClients
from shared.domain.client import Client
from shared.domain.identity import PromptRef
from shared.domain.links import OPEN_LINK
from shared.domain.prompt import Prompt
from shared.domain.readers import MOST, reader_of
from shared.domain.words import Words
from shared.runtime import wiring

WORDS = SAID.split(" and ")[0]
ELSEWHERE = "This was opened in another browser first"

pytestmark = pytest.mark.usefixtures("sent")


@dataclass
class Browser:
    """A browser that keeps its cookies, goes where it is led, and remembers where it was shown something."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)
    shown_at: str = ""

    def ask(self, method: str, address: str, form: str = "") -> dict:
        """Make one request, and go where it leads."""
        path, _, query = address.partition("?")
        event = http_event(method, path, form)
        event |= {"rawQueryString": query, "queryStringParameters": dict(parse_qsl(query))}
        event["cookies"] = [f"{name}={value}" for name, value in self.cookies.items()]
        answer = self.world.invoke("serve_client", event)
        for cookie in answer.get("cookies") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer["statusCode"] != HTTPStatus.SEE_OTHER:
            return answer
        self.shown_at = answer["headers"]["Location"]
        return self.ask("GET", self.shown_at)

    def press(self, path: str, form: str = "do=read") -> dict:
        """Open a link and press a button."""
        self.ask("GET", path)
        return self.ask("POST", path, form)


@pytest.fixture
def link(world: World, client: Client) -> str:
    return link_in_mail(world, client, "notes")


@pytest.fixture
def first(world: World, link: str) -> Browser:
    """Give the browser that opened the note first."""
    browser = Browser(world)
    assert WORDS in browser.press(link)["body"]
    return browser


@pytest.fixture
def stranger(world: World, first: Browser) -> Browser:
    """Give another browser, of whoever a mail was handed on to."""
    assert first.cookies
    return Browser(world)


def stored(client: Client) -> Client:
    return wiring.stores().clients.get(client.client_id)


def open_link(world: World, client: Client) -> str:
    raw = world.mails_to(client)[-1].raw
    text = message_from_bytes(raw, policy=policy.default).get_body(("plain",)).get_content()
    found = re.search(r"https://pages\.example(/notes/\S+)", text)
    assert found
    assert "Open it in this browser" in text
    return found[1]


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


def test_a_note_that_was_never_sent_is_nobodys_to_claim(world: World, link: str) -> None:
    """A draft's link, had anybody one, makes no reader."""
    other = world.enrol()
    path = f"/notes/{wiring.links().sign('note', seed_draft(world, other).ref)}"

    assert Browser(world).press(path)["statusCode"] == 404
    assert stored(other).readers == ()
    assert link


def test_a_browser_that_keeps_no_cookie_claims_nothing(world: World, client: Client, link: str) -> None:
    """Else nobody could read at all, that browser included."""
    answer = Browser(world).ask("POST", link, "do=read")

    assert answer["statusCode"] == 403
    assert stored(client).readers == ()


def test_a_new_link_pressed_without_a_cookie_is_not_used_up(
    world: World, client: Client, stranger: Browser, link: str
) -> None:
    """The page asks to press once more, and then lets in."""
    stranger.press(link, "do=new-link")
    path, late = open_link(world, client), Browser(world)

    once, twice = late.ask("POST", path, "do=read"), late.ask("POST", path, "do=read")

    assert "Once more, please" in once["body"]
    assert WORDS in twice["body"]


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


def test_a_made_up_link_for_another_browser_opens_nothing(world: World, client: Client, stranger: Browser) -> None:
    """Only the link that was sent last counts."""
    path = f"/notes/{wiring.links().sign(OPEN_LINK, PromptRef(client.client_id, uuid4().hex))}"

    assert stranger.press(path)["statusCode"] == 404
    assert len(stored(client).readers) == 1
    assert world.clock
