"""Every page of the console as a person may meet it, well or ill: nothing for axe-core to find, nothing too wide."""

import re
import secrets
from io import StringIO
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from rich.console import Console

from infrastructure.cli.flow import watch_session
from infrastructure.cli.stages import Stages
from infrastructure.root import DEMO_RECORDING
from infrastructure.up.house import House

from .desk import sign_in
from .keyboard import press, press_here, press_words, write
from .looking import HEIGHTS, NARROW, WIDE, Looker
from .walking import note_link

LONG_NAME = "Maximiliana-Alexandrina <b>von und zu</b> Hohenlohe-Schillingsfürst"
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


@pytest.fixture(scope="module")
def seeded(house: House) -> str:
    """Bring the demo's client to a note that was sent, with a line shared under it, and give the client's id."""
    note_link(house)
    newest: str = house.therapist.call("GET", "/clients")[-1]["client_id"]
    return newest


@WIDTHS
def test_clients_from_the_first_to_the_last_page(house: House, look: Looker, width: int) -> None:
    """A client with a long name and markup in it: enrolled, asked, changed, erased while another tab is open."""
    page = sign_in(look.page(width), house)
    look.at(page, "clients")
    page.click("a[href='/console/enrol']")
    look.at(page, "enrol")
    page.evaluate("document.querySelector('form.sheet').noValidate = true")
    page.fill("#email", "nowhere")
    page.click("form.sheet button.main")
    look.at(page, "enrol-not-yet")
    page.fill("#name", LONG_NAME)
    page.fill("#therapist_name", "Dana")
    page.fill("#email", "")
    page.check("#adult")
    page.click("form.sheet button.main")
    look.at(page, "consent")
    page.click("form.sheet button.main")
    expect(page.get_by_role("alert")).to_be_visible()
    client = page.url.removesuffix("/consent")
    page.goto(client)
    assert page.inner_text("h1") == LONG_NAME
    look.at(page, "client-red")
    for name in ("details", "threads", "shared", "leave"):
        page.goto(f"{client}/{name}")
        look.at(page, f"client-{name}-empty")
    other = page.context.new_page()
    other.goto(f"{client}/consent")
    page.check("#sure")
    page.click("button[value=everything]")
    look.at(page, "left")
    house.stack.wait_idle(60)
    other.check("#record")
    other.click("form.sheet button.main")
    expect(other.locator("h1")).to_have_text("There is nothing here")
    look.at(other, "erased-meanwhile")


@WIDTHS
def test_a_session_that_was_read(house: House, look: Looker, seeded: str, width: int) -> None:
    """Review, brief, voices, lines, threads, what is shared; and the forms that were open too long."""
    page = sign_in(look.page(width), house)
    client = f"{house.urls['console']}/clients/{seeded}"
    page.goto(client)
    look.at(page, "client")
    page.click(".list a.name")
    session = page.url
    look.at(page, "session")
    for name in ("review", "brief", "voices", "lines?from=3"):
        page.goto(f"{session}/{name}")
        look.at(page, f"session-{name.partition('?')[0]}")
    page.goto(f"{session}/lines")
    page.locator(".lines summary").first.click()
    look.at(page, "session-lines-put-right")
    page.goto(f"{session}/brief")
    seen = page.locator(".brief").bounding_box()
    assert seen is not None
    assert seen["y"] + seen["height"] <= HEIGHTS[width], "the brief is one screen"
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1, "the brief is one page when printed"
    for name in ("threads", "details", "upload", "leave"):
        page.goto(f"{client}/{name}")
        look.at(page, f"client-{name}")


@WIDTHS
def test_what_can_go_wrong(house: House, look: Looker, seeded: str, width: int) -> None:
    """A wrong password, a page that is not there, a form from elsewhere, one too large, a sign-in that has ended."""
    page = look.page(width)
    page.goto(house.urls["console"])
    page.fill("#email", "dana@practice.example")
    page.fill("#password", "guessed")
    page.click("button.main")
    expect(page.get_by_role("alert")).to_be_visible()
    look.at(page, "sign-in-refused")
    sign_in(page, house)
    page.goto(f"{house.urls['console']}/clients/c-nobody")
    look.at(page, "problem-nothing-here")
    client = f"{house.urls['console']}/clients/{seeded}"
    page.goto(f"{client}/details")
    page.evaluate("document.querySelector('form.sheet [name=form_token]').value = '0'")
    page.click("form.sheet button.main")
    expect(page.locator("h1")).to_have_text("That is not possible")
    look.at(page, "problem-stale-form")
    press(page, "main a.button.main")
    assert urlsplit(page.url).path == f"/console/clients/{seeded}"
    page.context.clear_cookies()
    page.reload()
    expect(page.locator("h1")).to_have_text("Doorknob")


@WIDTHS
def test_a_first_sign_in_and_an_empty_house(house: House, look: Looker, width: int) -> None:
    """The password that was given ends now; and before the first client the page says what comes first."""
    page = look.page(width)
    _gives_a_password(page, house, *_new_therapist(house))
    look.at(page, "sign-in-new-password")
    page.fill("#answer", f"Bb2!{secrets.token_urlsafe(9)}")
    page.click("button.main")
    expect(page.locator("h1")).to_have_text("Clients")
    look.at(page, "clients-none-yet")
    page.goto(f"{house.urls['console']}/notices")
    look.at(page, "notices-none")


@WIDTHS
def test_a_second_factor_is_set_up_and_then_asked_for(house: House, look: Looker, width: int) -> None:
    """Where the practice demands it: the key is shown once, and the next sign-in asks for a code."""
    cognito, pool = house.stack.client("cognito-idp"), house.stack.outputs["TherapistsPoolId"]
    email, password = _new_therapist(house)
    demand = {"UserPoolId": pool, "SoftwareTokenMfaConfiguration": {"Enabled": True}}
    cognito.set_user_pool_mfa_config(**demand, MfaConfiguration="ON")
    page = look.page(width)
    _gives_a_password(page, house, email, password)
    password = f"Bb2!{secrets.token_urlsafe(9)}"
    page.fill("#answer", password)
    page.click("button.main")
    expect(page.locator(".key")).to_be_visible()
    look.at(page, "sign-in-authenticator")
    page.fill("#answer", "123456")
    page.click("button.main")
    expect(page.locator("h1")).to_have_text("Clients")
    cognito.set_user_pool_mfa_config(**demand, MfaConfiguration="OPTIONAL")
    prefer = {"SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True}}
    cognito.admin_set_user_mfa_preference(UserPoolId=pool, Username=email, **prefer)
    page.click("text=Sign out")
    _gives_a_password(page, house, email, password)
    expect(page.locator("#answer")).to_be_focused()
    look.at(page, "sign-in-code")
    page.fill("#answer", "123456")
    page.click("button.main")
    expect(page.locator("h1")).to_have_text("Clients")


def _new_therapist(house: House) -> tuple[str, str]:
    """Make an account, and give its address and the password that the first sign-in ends."""
    email, password = f"new-{secrets.token_hex(4)}@practice.example", f"Aa1!{secrets.token_urlsafe(9)}"
    cognito, pool = house.stack.client("cognito-idp"), house.stack.outputs["TherapistsPoolId"]
    cognito.admin_create_user(UserPoolId=pool, Username=email, TemporaryPassword=password, MessageAction="SUPPRESS")
    return email, password


def _gives_a_password(page: Page, house: House, email: str, password: str) -> None:
    page.goto(house.urls["console"])
    page.fill("#email", email)
    page.fill("#password", password)
    page.click("button.main")


def test_two_tabs_and_the_back_button(house: House, look: Looker) -> None:
    """Two tabs set one draft aside in two ways; the second is told, and led back; a double click is one click."""
    page = sign_in(look.page(), house)
    page.goto(f"{_read_session(house)}/review")
    other = page.context.new_page()
    other.goto(page.url)
    aside = "form[action$='/brief-only'] button"
    page.locator(aside).first.click()
    expect(page.locator(".card .note", has_text="In the brief only").first).to_be_visible()
    other.locator("form[action$='/never'] button").first.click()
    expect(other.locator("h1")).to_have_text("This has changed")
    look.at(other, "problem-conflict")
    house.stack.restart("ServeTherapistFunction")
    press_words(other, "Back to the review")
    other.locator("form[action$='/undo'] button").first.click()
    expect(other.locator(aside).first).to_be_visible()
    page.go_back()
    page.locator(aside).first.dblclick()
    expect(page.locator(".card .note", has_text="In the brief only").first).to_be_visible()


def test_misheard_words_are_put_right_by_keyboard(house: House, look: Looker) -> None:
    """The line is opened, heard and written anew; the session is read again, and the wrong words are quoted no more."""
    page = sign_in(look.page(), house)
    session = _read_session(house)
    page.goto(f"{session}/review")
    quote = page.locator("blockquote").first.inner_text()
    press(page, "form[action$='/evidence'] button")
    press(page, "a[href*='/lines?from']")
    at = page.url
    place = page.locator(".lines label.main", has_text=quote).get_attribute("for").removeprefix("of-")
    press_here(page, f"li:has(#heard-{place}) summary")
    words = page.locator(f"#heard-{place}").input_value()
    write(page, f"#heard-{place}", words.replace(quote, f"{quote.split()[0]} zinnia"))
    press(page, ".actions button.main")
    expect(page.locator("a", has_text="Review")).to_be_visible()
    page.goto(f"{session}/review")
    assert quote not in page.inner_text("main")
    page.goto(at)
    expect(page.locator(f"label[for=of-{place}]")).to_contain_text("zinnia")


def _read_session(house: House) -> str:
    """Bring one more session to its review, and give its address."""
    therapist = house.therapist
    client_id = therapist.enrol("Kim", "kim@example.com")
    therapist.record_consent(client_id)
    therapist.upload(client_id, DEMO_RECORDING)
    session = watch_session("the script", therapist, client_id, Stages(Console(file=StringIO())))
    return f"{house.urls['console']}/clients/{client_id}/sessions/{session['session_id']}"
