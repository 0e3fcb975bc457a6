"""How fast the client's pages are answered, warm, and what they weigh."""

import re
import time
from dataclasses import dataclass
from secrets import token_hex
from statistics import quantiles

import requests

from functions.serve_client.browsers import READER
from infrastructure.local.inbox.letter import read_letter
from infrastructure.local.stack import LocalStack

MAX_P95_S = 0.15
MAX_PAGE_KB = 100
_ROUNDS = 40
_WAIT_S = 30
_PRESSED = ("read", "say", "choices", "keep", "not-now")


@dataclass(frozen=True, slots=True)
class Pages:
    """What was measured: seconds an answer took at the 95th percentile, kilobytes of the heaviest page."""

    p95_s: float
    heaviest_kb: float


def weigh_pages(stack: LocalStack) -> Pages:
    """Ask for every page behind the newest mail's link, again and again."""
    text = read_letter(len(stack.mails), stack.mails[-1]).text
    (link, *_) = re.findall(r"http://127\.0\.0\.1:\d+/notes/\S+", text)
    taken: list[float] = []
    heaviest = 0
    with requests.Session() as browser:
        browser.trust_env = False  # a proxy of this machine must not see it
        browser.headers["Cookie"] = f"{READER}={token_hex(32)}"  # a Secure one, which requests would not send here
        styles = len(_ask(browser, "GET", f"{stack.api_url}/pages.css", []).content)
        for pressed in _PRESSED * _ROUNDS:
            _ask(browser, "GET", link, taken)
            led_to = _ask(browser, "POST", link, taken, {"do": pressed}).headers["Location"]
            page = _ask(browser, "GET", f"{stack.api_url}{led_to}", taken)
            heaviest = max(heaviest, len(page.content) + styles)
    return Pages(quantiles(taken, n=20)[-1], heaviest / 1000)


def _ask(
    browser: requests.Session, method: str, url: str, taken: list[float], form: dict[str, str] | None = None
) -> requests.Response:
    began = time.perf_counter()
    answer = browser.request(method, url, data=form, allow_redirects=False, timeout=_WAIT_S)
    taken.append(time.perf_counter() - began)
    answer.raise_for_status()
    return answer
