"""What every browser test shares: the whole product on loopback, Chromium, and a look that finds what is wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from infrastructure.bench.chromium import CHROMIUM, QUIET
from infrastructure.up.house import House, Plan

from .looking import PATIENCE_MS, Looker

HERE = Path(__file__).parent
ENGINE = "tests.browser.in_time:in_time"  # knows the demo's script: the rest of the flow is the real one


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make screenshots` say where they go."""
    parser.addoption("--screenshots", type=Path, default=None, help="a folder for a picture of every page looked at")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let these tests, and no others, speak to loopback; skip them where there is no browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: make browser"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Start everything as `doorknob up` does, anew for each file, with a recogniser that has read the script."""
    parameters = {"UndoMinutes": "0", "RequestsAMinute": "100000"}  # all from one address, faster than people
    plan = Plan(tmp_path_factory.mktemp("up"), parameters, {"SPEECH_ENGINE": ENGINE})
    with House(plan) as standing:
        standing.stack.wait_ready(120)
        yield standing


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Start Playwright's driver."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start the browser."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def look(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Looker]:
    """Give what opens pages, checks each in every dress, and takes its picture where one is wanted."""
    looker = Looker(browser, request.config.getoption("screenshots", None))
    yield looker
    looker.close()
