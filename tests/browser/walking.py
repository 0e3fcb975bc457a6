"""How a test walks through pages: by keyboard alone, and through the flow that brings a note."""

from io import StringIO

from playwright.sync_api import Page
from rich.console import Console

from infrastructure.cli.stages import Stages
from infrastructure.up.house import House
from infrastructure.up.seeding import client_page, seed_demo

_FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return '';
  return (at.labels?.[0]?.innerText || at.innerText || at.value || '').trim();
}"""
_MOST_STOPS = 40


def note_link(house: House) -> str:
    """Bring one more note through the whole flow, and give the link in its mail."""
    seed_demo(house, Stages(Console(file=StringIO())), engine="the script")
    return client_page(house)


def tab_to(page: Page, words: str) -> None:
    """Go on by Tab until what has the focus is named so."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        if str(page.evaluate(_FOCUSED)).startswith(words):
            return
    message = f"no key leads to “{words}”"
    raise AssertionError(message)


def press(page: Page, words: str) -> None:
    """Press the button or link named so, by keyboard, and wait for the page it leads to."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def heading(page: Page) -> str:
    """The page's one main heading."""
    return page.get_by_role("heading", level=1).inner_text()
