"""How long the console's pages take at the server, warm: the slowest page's 95th percentile."""

import re
import time
from statistics import quantiles

import requests

from infrastructure.cli.therapist import ADDRESS, Therapist
from infrastructure.local.stack import LocalStack

_TIMES = 20  # each page; the 95th percentile of so many is the second slowest or so
_WAIT_S = 30


class Window:
    """A signed-in browser as far as a clock needs one; its cookies are Secure, so it carries them itself."""

    def __init__(self, stack: LocalStack, therapist: Therapist) -> None:
        """Sign in."""
        self._url = stack.api_url
        self._session = requests.Session()
        self._session.trust_env = False
        self._cookies: dict[str, str] = {}
        form = self.open("/console/sign-in").text
        token = re.search(r'name="form_token" value="(\w+)"', form)
        fields = {"form_token": token[1] if token else "", "email": ADDRESS, "password": therapist.password}
        self._ask("POST", "/console/sign-in", fields)

    def open(self, path: str) -> requests.Response:
        """Open a page."""
        answer = self._ask("GET", path)
        answer.raise_for_status()
        return answer

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> requests.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        answer = self._session.request(
            method, self._url + path, data=fields, headers={"Cookie": cookies}, allow_redirects=False, timeout=_WAIT_S
        )
        self._keep(answer)
        return answer

    def _keep(self, answer: requests.Response) -> None:
        for cookie in answer.raw.headers.getlist("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value


def slowest_page(stack: LocalStack, therapist: Therapist, client_id: str, session_id: str) -> float:
    """Open each page of one client and session again and again; give the slowest one's 95th percentile, in seconds."""
    window = Window(stack, therapist)
    client = f"/console/clients/{client_id}"
    session = f"{client}/sessions/{session_id}"
    pages = [
        "/console",
        client,
        f"{client}/upload",
        f"{client}/threads",
        f"{client}/shared",
        f"{client}/details",
        f"{client}/consent",
        session,
        f"{session}/review",
        f"{session}/brief",
        f"{session}/voices",
        f"{session}/lines",
    ]
    return max(_ninety_fifth(window, page) for page in pages)


def _ninety_fifth(window: Window, page: str) -> float:
    window.open(page)  # warm
    took = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        window.open(page)
        took.append(time.perf_counter() - began)
    return quantiles(took, n=20)[-1]
