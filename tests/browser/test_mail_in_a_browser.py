"""The mail as a mail program shows it: narrow and wide, light and dark, and in the local inbox."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy

import html5lib
import pytest

from infrastructure.local.inbox.letter import Letter, read_letter
from infrastructure.up.house import House
from shared.domain.mail.compose import Envelope, MailLinks, MailMode, compose_mail
from shared.domain.notes.note import Note

from .looking import NARROW, WIDE, Looker
from .walking import heading, note_link

MAIL_WIDTHS = (360, 600)
NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
NOTE = Note(
    "Something for next time",
    "Hi Robin,\n\nNear the end you said, “I keep her coat in the hall,” and then there was no time left.\n\n"
    "If you like, it could be the first thing when you meet. It can also wait; you know best.\n\nDana",
)


@pytest.fixture(scope="module")
def letter(house: House) -> Letter:
    """Read the newest mail of the flow."""
    note_link(house)
    return read_letter(len(house.stack.mails), house.stack.mails[-1])


@pytest.mark.parametrize("width", MAIL_WIDTHS)
def test_a_quiet_mail_reads_well(look: Looker, letter: Letter, width: int) -> None:
    """Axe finds nothing, nothing is wider than the window, nothing is fetched."""
    page, asked = look.page(width), []
    page.on("request", lambda request: asked.append(request.url))

    page.set_content(letter.html)

    look.at(page, "mail-quiet")
    assert asked == []
    assert page.get_by_role("link", name="Open the note").is_visible()


@pytest.mark.parametrize("width", MAIL_WIDTHS)
def test_a_full_mail_reads_well(look: Looker, letter: Letter, width: int) -> None:
    """The note itself, for those who chose it."""
    page = look.page(width)

    page.set_content(full_mail(letter))

    look.at(page, "mail-full")


def test_the_html_is_what_a_parser_expects(letter: Letter) -> None:
    """No parse error, in the quiet and in the full mail."""
    html5lib.HTMLParser(strict=True).parse(letter.html)
    html5lib.HTMLParser(strict=True).parse(full_mail(letter))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_inbox_shows_a_mail_and_its_link_opens_the_page(
    house: House, look: Looker, letter: Letter, width: int
) -> None:
    """List, mail, link: the client's page opens beside the inbox."""
    page = look.page(width)
    page.goto(house.inbox.url)
    look.at(page, "inbox-list")
    page.get_by_role("link", name=letter.subject).first.click()
    page.frame_locator("iframe").get_by_role("link", name="Open the note").wait_for()
    look.at(page, "inbox-mail")

    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Open the note").click()

    assert heading(opened.value) == "A note is waiting for you"


def full_mail(letter: Letter) -> str:
    """Compose the full form of a note, with the links of the quiet one."""
    page_url = re.findall(r"https?://\S+/notes/\S+", letter.text)[0]
    envelope = Envelope("robin@example.com", "notes@doorknob.example", "Dana", "<s-1-p1@doorknob.example>", NOW)
    raw = compose_mail(NOTE, mode=MailMode.FULL, envelope=envelope, links=MailLinks(page_url, page_url))
    return message_from_bytes(raw, policy=policy.default).get_body(("html",)).get_content()
