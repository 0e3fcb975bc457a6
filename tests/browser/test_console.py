"""The therapist's console in a real browser: the whole way by keyboard, and nothing for axe-core to find."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from infrastructure.cli.flow import ROOT
from infrastructure.cli.therapist import ADDRESS
from infrastructure.up.house import House

from .keyboard import press, press_here, tick, write
from .looking import MAX_PAGE_BYTES, NARROW, Looker, weighed

CLIP = ROOT / "infrastructure" / "recording" / "demo.opus"
PIECE = 8 * 1024 * 1024
SLOW_MS = 180_000  # on a busy machine


@pytest.fixture
def console(house: House, look: Looker) -> Callable[..., Page]:
    """Give what opens a window with a therapist signed in, by keyboard."""

    def opened(**how: object) -> Page:
        page = look.page(**how)
        page.goto(house.urls["console"])
        write(page, "#email", ADDRESS)
        write(page, "#password", house.therapist.password)
        press(page, "button.main")
        expect(page.locator("h1")).to_have_text("Clients")
        return page

    return opened


def enrol(page: Page, name: str) -> str:
    """Enrol a client and record three choices, and give the client's address."""
    press(page, "a[href='/console/enrol']")
    write(page, "#name", name)
    write(page, "#therapist_name", "Dana")
    write(page, "#email", "robin@example.com")
    page.locator("#opens").fill("00:00")  # a time's parts are typed differently in every language
    page.locator("#closes").fill("00:00")
    tick(page, "#adult")
    press(page, "form.sheet button.main")
    for choice in ("record", "read", "mail"):
        tick(page, f"#{choice}")
    press(page, "form.sheet button.main")
    expect(page.locator(".light")).to_have_text("Ready to record")
    return page.url


def choose(page: Page, recording: Path) -> None:
    """Answer what is asked each time, and choose a recording."""
    tick(page, "#u-room")
    tick(page, "#u-agreed")
    page.locator("#files").set_input_files(recording)
    expect(page.locator("#recordings p").first).not_to_contain_text("Looking", timeout=SLOW_MS)


def upload(page: Page, recording: Path) -> None:
    """Send a recording over a line that breaks twice on the way."""
    broken = {"left": 2}

    def breaking(route: Route) -> None:
        if route.request.method == "PUT" and broken["left"]:
            broken["left"] -= 1
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/recordings/**", breaking)
    choose(page, recording)
    press_here(page, "#upload button.main")
    page.wait_for_url("**/sessions/*", timeout=SLOW_MS)
    page.unroute("**/recordings/**")
    assert broken["left"] == 0


def test_goes_the_whole_way_by_keyboard(house: House, look: Looker, console: Callable[..., Page]) -> None:
    """Enrol, consent, upload over a broken line, watch, review, approve, read the brief: and the mail is there."""
    page = console()
    client = enrol(page, "Robin")
    look.at(page, "client")
    page.goto(f"{client}/upload")
    look.at(page, "upload")
    upload(page, CLIP)
    session = page.url
    expect(page.locator("a", has_text="Review")).to_be_visible(timeout=SLOW_MS)  # without a reload
    look.at(page, "session")
    press(page, "a[href$='/review']")
    look.at(page, "review")
    press(page, "form[action$='/evidence'] button")
    look.at(page, "review-opened")
    press(page, "form[action$='/approval'] button")
    expect(page.locator(".card .note").first).to_contain_text("Approved")
    for name in ("brief", "voices"):
        page.goto(f"{session}/{name}")
        look.at(page, name)
    expect(page.locator("h1")).to_have_text("Who is who")

    page.goto(house.inbox.url)
    page.wait_for_timeout(6000)  # the sweep looks every five seconds
    page.reload()
    expect(page.locator("main a").first).to_be_visible()

    narrow = console(width=NARROW)
    for name in ("", "/upload", "/consent", "/leave", "/threads"):
        narrow.goto(f"{client}{name}")
        look.at(narrow, f"client{name.replace('/', '-')}")
    for name in ("", "/review", "/brief"):
        narrow.goto(f"{session}{name}")
        look.at(narrow, f"session{name.replace('/', '-')}")


def test_goes_on_after_the_tab_was_closed(look: Looker, console: Callable[..., Page], tmp_path: Path) -> None:
    """Half of a recording has arrived; another window shows it, and sends only the rest of it."""
    recording = tmp_path / "session.wav"
    recording.write_bytes(os.urandom(2 * PIECE + 1000))
    sent: list[str] = []
    page = console()
    client = enrol(page, "Sam")

    def first_only(route: Route) -> None:
        if route.request.method != "PUT":
            route.continue_()
        elif not sent:
            sent.append("1")
            route.continue_()  # and never anything more

    page.route("**/recordings/**", first_only)
    page.goto(f"{client}/upload")
    choose(page, recording)
    press_here(page, "#upload button.main")
    expect(page.locator("#recordings p").first).to_have_text(re.compile(r"^[3-9]\d % has arrived"), timeout=SLOW_MS)
    page.context.close()

    again = console()
    later: list[str] = []
    again.on("request", lambda request: later.append(request.url) if request.method == "PUT" else None)
    again.goto(f"{client}/upload")
    expect(again.locator("main")).to_contain_text("8.4 MB have arrived")
    look.at(again, "upload-unfinished")
    choose(again, recording)
    press_here(again, "#upload button.main")
    again.wait_for_url("**/sessions/*", timeout=SLOW_MS)
    numbers = {re.search(r"partNumber=(\d+)", url)[1] for url in later}

    assert numbers == {"2", "3"}
    expect(again.locator(".note.red")).to_be_visible(
        timeout=SLOW_MS
    )  # noise is no recording: it says so, and what to do
    look.at(again, "session-refused")


def test_works_without_a_script(look: Looker, console: Callable[..., Page]) -> None:
    """Forms are forms; a recording goes by one that posts straight to S3."""
    page = console(script=False, width=NARROW)
    page.click("a[href='/console/enrol']")
    page.fill("#name", "Kim <b>& co</b>")
    page.fill("#therapist_name", "Dana")
    page.check("#adult")
    page.click("form.sheet button.main")
    for choice in ("record", "read"):
        page.check(f"#{choice}")
    page.click("form.sheet button.main")
    client = page.url
    page.goto(f"{client}/upload")
    page.check("#n-room")
    page.check("#n-agreed")
    page.click("noscript button, form button.main >> visible=true")
    arrived = page.get_attribute("a[href*='/arrived']", "href")
    page.set_input_files("#file", CLIP)
    page.click("button.main")
    page.goto(page.url if "/arrived" in page.url else client.rpartition("/console")[0] + arrived)
    for _ in range(30):
        if "/sessions/" in page.url:
            break
        page.wait_for_timeout(500)
        page.reload()

    assert "/sessions/" in page.url
    assert "Kim <b>& co</b>" in page.inner_text("main")
    assert look.page().goto(page.url).ok  # another window without a session is led to the sign-in page


def test_weighs_little_and_loads_from_nowhere_else(house: House, look: Looker) -> None:
    """The first page, with everything it loads, and the enrolment page with its time zones."""
    page = look.page()
    with weighed(page) as weights:
        page.goto(house.urls["console"])
    look.at(page, "sign-in")

    assert sum(weights.values()) < MAX_PAGE_BYTES
