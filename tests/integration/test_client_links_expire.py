"""Links in a mail by the clock: a note's for thirty days, a page's for an hour, the way to stop for a year."""

from datetime import timedelta

import pytest
from itsdangerous import TimestampSigner
from seeded import SAID
from visiting import link_in_mail, visit
from world import World, http_event

from shared.domain.client import Client
from shared.runtime import wiring

pytestmark = pytest.mark.usefixtures("sent")
WORDS = SAID.split(" and ")[0]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> object:
    """Let links grow older by as much as a test says."""
    own = TimestampSigner.get_timestamp

    def age(by: timedelta) -> None:
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: own(signer) + int(by.total_seconds()))

    return age


@pytest.mark.parametrize(("days", "status"), [(29, 200), (31, 404)])
@pytest.mark.parametrize("page", ["notes", "choices"])
def test_a_notes_link_lasts_thirty_days(
    world: World, client: Client, later: object, page: str, days: int, status: int
) -> None:
    """Afterwards looking and pressing give the same neutral page, which says what to do."""
    path = link_in_mail(world, client, "notes").replace("/notes/", f"/{page}/")
    later(timedelta(days=days))

    answers = [visit(world, "GET", path), visit(world, "POST", path, "do=keep")]

    made_up = visit(world, "GET", f"/{page}/made-up")["body"]
    assert [answer["statusCode"] for answer in answers] == [status] * 2
    assert all((answer["body"] == made_up) is (status == 404) for answer in answers)  # nobody can tell them apart
    assert all(("ask the person who sent it to you" in answer["body"]) is (status == 404) for answer in answers)
    assert (wiring.stores().prompts.of_client(client.client_id)[0].answer is None) is (status == 404)


def test_what_a_press_shows_lasts_an_hour_and_then_waits_behind_the_button_again(
    world: World, client: Client, later: object
) -> None:
    """Whoever finds the page open in the evening sees no note; the press that a page was left at still counts."""
    answer = world.invoke("serve_client", http_event("POST", link_in_mail(world, client, "notes"), "do=read"))
    shown = answer["headers"]["Location"].partition("?")[0]

    fresh = visit(world, "GET", shown)["body"]
    later(timedelta(minutes=61))
    stale = visit(world, "GET", shown)["body"]
    pressed = visit(world, "POST", shown, "do=keep")

    assert WORDS in fresh
    assert WORDS not in stale
    assert "Continue" in stale
    assert "Kept for next time" in pressed["body"]


@pytest.mark.parametrize(("days", "has_stopped"), [(364, True), (366, False)])
def test_an_old_mail_can_still_stop_the_notes(
    world: World,
    client: Client,
    later: object,
    days: int,
    has_stopped: bool,  # noqa: FBT001
) -> None:
    """A year long, by its button and by a mail program's one click."""
    path = link_in_mail(world, client, "stop")
    later(timedelta(days=days))

    shown = visit(world, "GET", path)
    visit(world, "POST", path, "List-Unsubscribe=One-Click")

    assert (shown["statusCode"] == 200) is has_stopped
    assert wiring.stores().clients.get(client.client_id).has_stopped is has_stopped
