"""One journey through both doors, by keyboard alone: from a new client to the client's withdrawal."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from infrastructure.root import DEMO_RECORDING
from infrastructure.up.house import House

from .desk import SLOW_MS, enrol, sign_in, upload
from .keyboard import go_to, press, press_here, press_words, write
from .looking import NARROW, WIDE, Looker
from .walking import heading

OWN_LINE = "See you under the chestnut tree."
MAIL_WAIT_S = 90.0
HEARD_S = 0.2


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_from_a_new_client_to_the_withdrawal(house: House, look: Looker, width: int) -> None:
    """Enrol, upload, watch, listen, edit, approve; inbox, note, keep, pause, withdraw; and the light is red."""
    desk = sign_in(look.page(width), house)
    client = enrol(desk, "Robin")
    look.at(desk, "journey-01-client")
    press(desk, "a[href$='/upload']")
    look.at(desk, "journey-02-upload")
    upload(desk, DEMO_RECORDING)
    look.at(desk, "journey-03-under-way")
    expect(desk.locator("a", has_text="Review")).to_be_visible(timeout=SLOW_MS)  # without a reload
    look.at(desk, "journey-04-ready")
    mails = len(house.stack.mails)
    _reviews(desk, look)

    phone = _opens_the_mail(house, look, width, mails)
    _keeps_and_leaves(phone, look)

    desk.goto(client)
    expect(desk.locator(".light")).to_have_text("No recording")
    assert "withdrawn" in desk.inner_text("main")
    assert desk.locator("a[href$='/upload']").count() == 0
    look.at(desk, "journey-15-withdrawn")


def _reviews(desk: Page, look: Looker) -> None:
    """Open what was said, listen, add a line of one's own, approve; going back afterwards approves nothing anew."""
    press(desk, "a[href$='/review']")
    look.at(desk, "journey-05-review")
    press(desk, "form[action$='/evidence'] button")
    look.at(desk, "journey-06-opened")
    _listens(desk)
    press_here(desk, "details:has(textarea) summary")
    write(desk, "[name='own_line']", OWN_LINE)
    press(desk, "form[action$='/text'] button")
    expect(desk.locator(".letter").first).to_contain_text(OWN_LINE)
    press(desk, "form[action$='/approval'] button")
    expect(desk.locator(".card .note").first).to_contain_text(re.compile("Approved|On its way"))
    look.at(desk, "journey-07-approved")
    desk.go_back()
    expect(desk.locator("#card-1 .letter")).to_contain_text(OWN_LINE)
    expect(desk.locator("#card-1 form[action$='/approval']")).to_have_count(0)
    press(desk, "a[href$='/brief']")
    look.at(desk, "journey-08-brief")


def _listens(desk: Page) -> None:
    go_to(desk, "audio")
    desk.keyboard.press("Space")
    until = time.monotonic() + MAIL_WAIT_S
    while desk.evaluate("document.querySelector('audio').currentTime") < HEARD_S:
        assert time.monotonic() < until, "nothing plays"
        desk.wait_for_timeout(100)
    length = desk.evaluate("document.querySelector('audio').duration")
    assert 0 < length < 60, "the player plays the quote's span, not the session"


def _opens_the_mail(house: House, look: Looker, width: int, mails: int) -> Page:
    """Find the mail in the inbox, open it, and follow its link: all of it by keys, also inside the mail."""
    until = time.monotonic() + MAIL_WAIT_S
    while len(house.stack.mails) == mails:
        assert time.monotonic() < until, "no mail came"
        time.sleep(0.5)
    inbox = look.page(width)
    inbox.goto(house.inbox.url)
    look.at(inbox, "journey-09-inbox")
    press(inbox, ".letters a")
    look.at(inbox, "journey-10-mail")
    go_to(inbox, "iframe")
    mail = next(frame for frame in inbox.frames if frame.url.endswith("/html"))
    for _ in range(5):
        if "Open the note" in str(mail.evaluate("document.activeElement?.innerText ?? ''")):
            break
        inbox.keyboard.press("Tab")
    with inbox.expect_popup() as opened:
        inbox.keyboard.press("Enter")
    assert heading(opened.value) == "A note is waiting for you"
    return opened.value


def _keeps_and_leaves(phone: Page, look: Looker) -> None:
    """Read, keep, pause, withdraw; afterwards the same page has nothing to show."""
    look.at(phone, "journey-11-continue")
    press_words(phone, "Continue")
    assert OWN_LINE in phone.inner_text(".note")
    look.at(phone, "journey-12-note")
    press_words(phone, "Keep for next time")
    press_words(phone, "Back to the note")
    press_words(phone, "Pause or stop")
    press_words(phone, "Pause for a week")
    look.at(phone, "journey-13-paused")
    press_words(phone, "Withdraw and remove everything")
    assert heading(phone) == "Withdrawn"
    look.at(phone, "journey-14-withdrawn")
