"""The local inbox: it lists mail and shows each as a mail program would."""

import pytest

from infrastructure.up.house import House

from .looking import NARROW, WIDE, Looker


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_empty_inbox_says_so(house: House, look: Looker, width: int) -> None:
    """Nothing was sent, and the page says what brings a mail here."""
    page = look.page(width)

    page.goto(house.inbox.url)

    assert page.get_by_role("heading", level=1).inner_text() == "0 mails"
    look.at(page, "inbox-empty")
