"""How a page is looked at: wide and narrow, light and dark, by axe-core, and for anything from elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

WIDE, NARROW = 1280, 390
HEIGHTS = {WIDE: 900, NARROW: 844}
WCAG_21_AA = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
MAX_PAGE_BYTES = 100_000
PATIENCE_MS = 60_000  # a busy machine answers late; nothing here is about speed


@dataclass
class Looker:
    """Opens pages and judges them."""

    browser: Browser
    pictures: Path | None
    _open: list[BrowserContext] = field(default_factory=list)

    def page(self, width: int = WIDE, *, script: bool = True) -> Page:
        """Open a fresh browser window, as a person who was never here before."""
        size = {"width": width, "height": HEIGHTS.get(width, 900)}
        context = self.browser.new_context(
            viewport=size,
            java_script_enabled=script,
            locale="en-US",
            reduced_motion="reduce",  # colours are judged where they have come to rest
        )
        context.set_default_timeout(PATIENCE_MS)
        self._open.append(context)
        return context.new_page()

    def at(self, page: Page, name: str) -> None:
        """Find nothing wrong with the page as it stands, in light and dark; take its picture where one is wanted."""
        width = page.viewport_size["width"] if page.viewport_size else WIDE
        assert "***" not in page.inner_text("body"), f"{name} shows a mask where a person should read something"
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = violations(page)
            assert found == [], f"{name}, {scheme}, {width} px: {found}"
            self._take(page, f"{name}-{width}-{scheme}")
        page.emulate_media(color_scheme="light")
        assert overflow(page) <= 0, f"{name} is wider than its window of {width} px"

    def at_without_script(self, page: Page, name: str) -> None:
        """Judge a page that runs no script, by showing what it holds in a window where axe-core can run."""
        twin = self.page(page.viewport_size["width"] if page.viewport_size else WIDE)
        held = page.content().replace("<noscript", "<div").replace("</noscript", "</div")
        twin.route(page.url, lambda route: route.fulfill(body=held, content_type="text/html"))
        twin.route("**/*.js", lambda route: route.abort())
        twin.goto(page.url)
        self.at(twin, name)

    def close(self) -> None:
        """Close every window."""
        for context in self._open:
            context.close()

    def _take(self, page: Page, name: str) -> None:
        if self.pictures is not None:
            self.pictures.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.pictures / f"{name}.png", full_page=True)


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.1 A and AA, one line for each place."""
    found = Axe().run(page, options=WCAG_21_AA).response["violations"]
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def weighed(page: Page) -> Iterator[dict[str, int]]:
    """Collect what the page loads, by address, in bytes; every address must be of one origin."""
    weights: dict[str, int] = {}

    def weigh(response: object) -> None:
        weights[response.url] = len(response.body())  # type: ignore[attr-defined]

    page.on("response", weigh)
    yield weights
    page.remove_listener("response", weigh)
    assert len({urlsplit(url).netloc for url in weights}) <= 1, "something came from elsewhere"
