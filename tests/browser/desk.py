"""A therapist at work in a browser, by keyboard: signs in, enrols a client, uploads over a broken line."""

from pathlib import Path

from playwright.sync_api import Page, Route, expect

from infrastructure.cli.therapist import ADDRESS
from infrastructure.up.house import House

from .keyboard import go_to, press, press_here, tick, write

SLOW_MS = 180_000  # on a busy machine


def sign_in(page: Page, house: House) -> Page:
    """Come in, and stand before the list of clients."""
    page.goto(house.urls["console"])
    write(page, "#email", ADDRESS)
    write(page, "#password", house.therapist.password)
    press(page, "button.main")
    expect(page.locator("h1")).to_have_text("Clients")
    return page


def enrol(page: Page, name: str) -> str:
    """Enrol a client who takes notes at any hour, record three choices, and give the client's address."""
    press(page, "a[href='/console/enrol']")
    write(page, "#name", name)
    write(page, "#therapist_name", "Dana")
    write(page, "#email", "robin@example.com")
    for hour in ("#opens", "#closes"):
        go_to(page, hour)
        page.keyboard.type("1200AM")
        expect(page.locator(hour)).to_have_value("00:00")
    tick(page, "#adult")
    press(page, "form.sheet button.main")
    for choice in ("record", "read", "mail"):
        tick(page, f"#{choice}")
    press(page, "form.sheet button.main")
    expect(page.locator(".light")).to_have_text("Ready to record")
    return page.url


def choose(page: Page, *recordings: Path) -> None:
    """Answer what is asked each time, and choose recordings."""
    with page.expect_file_chooser() as asked:  # from here on: a busy browser may hear of it only after the key
        tick(page, "#u-room")
        tick(page, "#u-agreed")
        go_to(page, "#files")
        page.keyboard.press("Space")
    asked.value.set_files(list(recordings))
    for place in range(len(recordings)):
        expect(page.locator("#recordings p").nth(2 * place)).not_to_contain_text("Looking", timeout=SLOW_MS)


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
