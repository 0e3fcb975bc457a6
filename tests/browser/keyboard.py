"""A person without a mouse: goes from control to control by Tab, and presses what has the focus."""

from playwright.sync_api import Page

MOST_TABS = 80
_FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return '';
  return (at.labels?.[0]?.innerText || at.innerText || at.value || '').trim();
}"""


def go_to(page: Page, selector: str) -> None:
    """Press Tab until this control has the focus."""
    for _ in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    message = f"no way by Tab to {selector}"
    raise AssertionError(message)


def write(page: Page, selector: str, text: str) -> None:
    """Go there and replace what stands there."""
    go_to(page, selector)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Page, selector: str) -> None:
    """Go to a box and tick it."""
    go_to(page, selector)
    if not page.locator(selector).is_checked():
        page.keyboard.press("Space")


def press(page: Page, selector: str) -> None:
    """Go there, press Enter, and wait for the page that follows."""
    go_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press_here(page: Page, selector: str) -> None:
    """Go there and press Enter; the page stays."""
    go_to(page, selector)
    page.keyboard.press("Enter")


def tab_to(page: Page, words: str) -> None:
    """Go on by Tab until what has the focus is named so."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if str(page.evaluate(_FOCUSED)).startswith(words):
            return
    message = f"no key leads to “{words}”"
    raise AssertionError(message)


def press_words(page: Page, words: str) -> None:
    """Press the button or link named so, and wait for the page it leads to."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
