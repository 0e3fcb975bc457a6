"""A client with a phone or at a desk: the note, a line, the dial, the way out, by keyboard alone."""

from email import message_from_bytes, policy
from secrets import token_hex

import pytest
from playwright.sync_api import Page

from functions.serve_client.browsers import READER
from infrastructure.up.house import House

from .keyboard import press_words, tab_to
from .looking import MAX_PAGE_BYTES, NARROW, WIDE, Looker, overflow, weighed
from .walking import heading, note_link

READING = token_hex(32)  # what the browser that reads the module's note keeps


def readers_page(look: Looker, width: int = WIDE, *, script: bool = True) -> Page:
    """Open a window of the browser that reads the module's note."""
    page = look.page(width, script=script)
    page.context.add_cookies([{"name": READER, "value": READING, "url": "https://127.0.0.1/"}])
    return page


@pytest.fixture(scope="module")
def link(house: House) -> str:
    """Give the link of a note that no test ends."""
    return note_link(house)


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_client_walks_from_the_note_to_the_way_out(house: House, look: Looker, width: int) -> None:
    """Every page on the way is found by keys, reads well in light and dark, and does what it says."""
    link, page = note_link(house), look.page(width)

    page.goto(link)
    look.at(page, "client-1-continue")
    press_words(page, "Continue")
    look.at(page, "client-2-note")
    _puts_a_line(page, look)
    press_words(page, "Keep for next time")
    assert heading(page) == "Kept for next time"
    look.at(page, "client-6-kept")
    press_words(page, "Back to the note")
    assert "You kept this for next time." in page.get_by_role("status").inner_text()
    press_words(page, "Not now")
    look.at(page, "client-7-not-now")
    press_words(page, "Back to the note")
    _turns_the_dial(page, look)
    press_words(page, "Withdraw and remove everything")
    assert heading(page) == "Withdrawn"
    look.at(page, "client-10-withdrawn")
    page.goto(link)
    house.stack.wait_idle(30)
    press_words(page, "Continue")
    assert heading(page) == "There is nothing here"
    look.at(page, "client-11-nothing")


def _puts_a_line(page: Page, look: Looker) -> None:
    press_words(page, "Write or say a line")
    assert "Who sees it: only you." in page.inner_text("main")
    look.at(page, "client-3-say")
    press_words(page, "Keep it")
    assert "A word is enough" in page.get_by_role("alert").inner_text()
    tab_to(page, "Write")
    page.keyboard.type("still the coat, and <b>the hall</b>")
    press_words(page, "Keep it")
    assert heading(page) == "It is kept"
    look.at(page, "client-4-receipt")
    press_words(page, "Share it with Dana")
    assert heading(page) == "Shared"
    press_words(page, "Take it back")
    assert heading(page) == "Taken back"
    press_words(page, "Back to the note")
    assert page.locator(".said").inner_text() == "still the coat, and <b>the hall</b>"
    look.at(page, "client-5-note-with-a-line")


def _turns_the_dial(page: Page, look: Looker) -> None:
    press_words(page, "Pause or stop")
    look.at(page, "client-8-choices")
    press_words(page, "Pause for a week")
    assert "Notes are paused until" in page.get_by_role("status").inner_text()
    look.at(page, "client-9-paused")
    press_words(page, "Let notes come again")
    tab_to(page, "Another address")
    page.keyboard.type("robin.new@example.org")
    press_words(page, "Send the link")
    assert "The link is on its way." in page.get_by_role("status").inner_text()


def test_nothing_needs_a_script(look: Looker, link: str) -> None:
    """With scripts switched off the page is the same page."""
    page = readers_page(look, NARROW, script=False)

    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Write or say a line").click()
    page.get_by_label("Write", exact=True).fill("x")
    page.get_by_role("button", name="Keep it").click()

    assert heading(page) == "It is kept"


@pytest.mark.parametrize("pressed", ["", "Write or say a line", "Pause or stop"])
def test_reads_at_twice_the_size_and_on_the_smallest_phone(look: Looker, link: str, pressed: str) -> None:
    """Text at 200 % and a window of 320 px need no sideways scrolling (WCAG 1.4.4, 1.4.10)."""
    page = readers_page(look, 320)
    page.goto(link)
    page.get_by_role("button", name="Continue").click()
    if pressed:
        page.get_by_role("button", name=pressed).click()

    assert overflow(page) <= 0
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert overflow(page) <= 0


def test_pages_are_light_and_all_from_one_place(look: Looker, link: str) -> None:
    """Page and stylesheet together weigh little, and nothing is fetched from elsewhere."""
    page = readers_page(look)

    with weighed(page) as weights:
        page.goto(link)
        for name in ("Continue", "Pause or stop"):
            page.get_by_role("button", name=name).click()
            page.wait_for_load_state("networkidle")

    assert sum(weights.values()) < MAX_PAGE_BYTES


def test_survives_a_restarted_function_a_reload_and_the_back_button(house: House, look: Looker, link: str) -> None:
    """What was kept is kept, whatever the browser or the machine does."""
    page = readers_page(look)
    page.goto(link)
    press_words(page, "Continue")
    press_words(page, "Keep for next time")

    house.stack.restart("ServeClientFunction")
    page.reload()
    page.go_back()
    page.goto(link)
    press_words(page, "Continue")

    assert "You kept this for next time." in page.get_by_role("status").inner_text()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_wrong_link_gives_a_page_that_tells_nothing(house: House, look: Looker, link: str, width: int) -> None:
    """Cut, tampered and invented links look alike, and say what to do."""
    page, seen = look.page(width), set()

    for wrong in (link[:-3], f"{link}x", f"{house.stack.api_url}/notes/abc", f"{house.stack.api_url}/address/abc"):
        page.goto(wrong)
        seen.add(page.inner_text("body"))

    assert len(seen) == 1
    assert "ask the person who sent it to you" in seen.pop()
    look.at(page, "client-12-wrong-link")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_another_browser_is_shown_nothing_and_can_be_let_in(house: House, look: Looker, link: str, width: int) -> None:
    """Whoever holds the mail but not the client's browser is offered a link to the mailbox, and the way to stop."""
    reader, stranger = readers_page(look), look.page(width)
    reader.goto(link)
    press_words(reader, "Continue")

    stranger.goto(link)
    press_words(stranger, "Continue")

    assert heading(stranger) == "This was opened in another browser first"
    look.at(stranger, "client-14-elsewhere")
    press_words(stranger, "Send a new link to my mail")
    assert heading(stranger) == "Look into your mail"
    look.at(stranger, "client-15-new-link")
    assert house.stack.mails


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_stop_page_stands_alone(house: House, look: Looker, link: str, width: int) -> None:
    """It says what stops and what does not."""
    page = look.page(width)
    assert link
    messages = (message_from_bytes(mail.raw, policy=policy.default) for mail in reversed(house.stack.mails))
    page.goto(next(str(each["List-Unsubscribe"]) for each in messages if each["List-Unsubscribe"]).strip("<>"))

    assert heading(page) == "Stop all notes?"
    look.at(page, "client-13-stop")
