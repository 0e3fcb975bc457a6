"""Nobody comes in unknown, and no form is taken that this browser did not get."""

import pytest
from visitor import FORM, IDENTITY, RENEWAL, OpenAccounts, Visitor
from world import World

from shared.domain.client import Client
from shared.runtime import wiring

MINE = "t-dana"
PAGES = ("", "/enrol", "/clients/{client}", "/clients/{client}/consent", "/clients/{client}/leave")


@pytest.mark.parametrize("page", PAGES)
def test_sends_a_stranger_to_the_sign_in_page(world: World, dana: Visitor, client: Client, page: str) -> None:
    """Without a session there is one page."""
    stranger = Visitor(world)

    answer = stranger.get("/console" + page.format(client=client.client_id))

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/console/sign-in")
    assert dana.get("/console" + page.format(client=client.client_id))["statusCode"] == 200


@pytest.mark.parametrize("page", PAGES[2:])
@pytest.mark.usefixtures("dana")
def test_shows_nobody_another_therapists_client(world: World, client: Client, page: str) -> None:
    """It is as if the client were not there."""
    other = Visitor(world, "t-other")

    assert other.get("/console" + page.format(client=client.client_id))["statusCode"] == 404


@pytest.mark.usefixtures("dana")
def test_keeps_cookies_out_of_every_script_and_site(world: World) -> None:
    """Host-bound, HttpOnly, Secure, SameSite=Strict: all of them."""
    fresh = Visitor(world)
    given = fresh.get("/console/sign-in")["cookies"]
    given += fresh.post("/console/sign-in", email="dana@practice.example", password=MINE)["cookies"]

    assert len(given) == 3
    for cookie in given:
        assert cookie.startswith("__Host-")
        assert {"HttpOnly", "Secure", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


def test_takes_no_form_from_elsewhere(dana: Visitor, client: Client) -> None:
    """A form without this browser's token changes nothing."""
    path = f"/console/clients/{client.client_id}/leave"
    dana.get(path)

    answers = [dana.post(path, token=token, extent="everything") for token in ("", "0" * 32)]

    assert [answer["statusCode"] for answer in answers] == [403, 403]
    assert wiring.stores().consents.get(client.client_id).withdrawn_at is None


def test_takes_no_form_sent_by_another_site(dana: Visitor, client: Client) -> None:
    """The browser says where a request comes from."""
    path = f"/console/clients/{client.client_id}/leave"
    dana.get(path)

    answer = dana._ask(
        "POST", path, f"form_token={dana.cookies[FORM]}&extent=everything", {"sec_fetch_site": "cross-site"}
    )

    assert answer["statusCode"] == 403
    assert wiring.stores().consents.get(client.client_id).withdrawn_at is None


@pytest.mark.parametrize("is_down", [False, True])
def test_ends_the_session_for_good(dana: Visitor, accounts: OpenAccounts, is_down: bool) -> None:  # noqa: FBT001
    """Signing out ends it in this browser, and a copy of its renewal token opens nothing either."""
    dana.cookies[RENEWAL] = copied = f"renewal-of-{dana.therapist_id}"
    accounts.is_down = is_down

    dana.post("/console/sign-out")

    assert dana.get("/console")["statusCode"] == 303
    assert (copied in accounts.revoked) is not is_down


@pytest.mark.parametrize("page", ["", "/clients/{client}", "/clients/{client}/upload"])
def test_renews_the_hour_while_a_page_is_open(dana: Visitor, client: Client, accounts: OpenAccounts, page: str) -> None:
    """The token of an hour is over, and whatever the page asks for next brings another; nobody is sent away."""
    dana.cookies |= {IDENTITY: "t-an-hour-old", RENEWAL: f"renewal-of-{client.therapist_id}"}
    accounts.old.add("t-an-hour-old")

    answer = dana.get("/console" + page.format(client=client.client_id))

    assert answer["statusCode"] == 200
    assert dana.cookies[IDENTITY] == client.therapist_id


def test_leads_a_page_that_keeps_itself_up_to_date_to_the_sign_in(world: World, accounts: OpenAccounts) -> None:
    """Once the working day is over, htmx is told where to go, and shows no sign-in form inside a page."""
    tired = Visitor(world, "t-tired")
    accounts.old.add("t-tired")

    answer = tired.get("/console", hx_request="true")

    assert (answer["statusCode"], answer["headers"]["HX-Redirect"]) == (204, "/console/sign-in")


def test_loads_nothing_from_elsewhere(dana: Visitor) -> None:
    """The policy names this origin alone, and no script stands in the page."""
    answer = dana.get("/console")
    policy = answer["headers"]["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in answer["body"]
    assert " style=" not in answer["body"]
