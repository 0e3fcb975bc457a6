"""The pages and the policy that goes with them: what a page holds, its own headers let through, and nothing else."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from functions.serve_client.pages import page
from shared.domain.notes.note import Note
from shared.runtime.headers import ANSWER_HEADERS, blocks_in, page_headers

HOSTILE = "<script>alert(1)</script><style>*{display:none}</style><img src=https://evil.example/x onerror=alert(1)>"


class Page(HTMLParser):
    """What a browser would run, load or send from a page."""

    def __init__(self, html: str) -> None:
        """Read a page."""
        super().__init__()
        self.blocks: list[tuple[str, str]] = []
        self.attributes: list[tuple[str, str]] = []
        self._inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag's attributes."""
        self._inside = tag
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Note what stands in a style or a script."""
        if self._inside in {"style", "script"} and data.strip():
            self.blocks.append((self._inside, data))

    def handle_endtag(self, _tag: str) -> None:
        """Leave a tag."""
        self._inside = ""


LINES = [{"line_id": HOSTILE, "text": HOSTILE, "is_shared": True, "when": HOSTILE}]
HELP = "https://988lifeline.org/chat/"
PAGES = [
    page("continue.html", heading=HOSTILE, do="read"),
    page("say.html", therapist=HOSTILE, once=HOSTILE, most=1, wrong=HOSTILE, text=HOSTILE),
    page("elsewhere.html"),
    page("stop.html"),
    page("done.html", heading=HOSTILE, said=HOSTILE, back="read"),
    page("note.html", note=Note(HOSTILE, HOSTILE), therapist=HOSTILE, answer=HOSTILE, lines=LINES),
]


@pytest.mark.parametrize("shown", PAGES)
def test_allows_what_the_page_holds_and_nothing_more(shown: object) -> None:
    """Each style is in the policy by its hash; no script runs, no attribute acts, nothing comes from elsewhere."""
    policy, read = shown.headers["Content-Security-Policy"], Page(shown.body)

    for tag, block in read.blocks:
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert tag == "style"
        assert f"'sha256-{digest}'" in policy
    assert [name for name, _ in read.attributes if name == "style" or name.startswith("on")] == []
    elsewhere = {value for _, value in read.attributes if re.match(r"(https?:)?//|data:|javascript:", value)}
    assert elsewhere <= {HELP}  # a link to press, and nothing that loads by itself
    assert HOSTILE not in shown.body
    assert "unsafe" not in policy


def test_never_weakens_the_policy() -> None:
    """Whatever a page asks for, nothing is inline without a hash and nothing frames it."""
    headers = page_headers(styles=["p{}"], scripts=["go()"], connect=["https://bucket.example"])

    policy = dict(each.split(" ", 1) for each in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"].startswith("'self' 'sha256-")
    assert policy["connect-src"] == "'self' https://bucket.example"
    assert headers.keys() == ANSWER_HEADERS.keys()


def test_finds_every_block_of_a_template() -> None:
    """Two styles make two hashes."""
    assert blocks_in("<style>a</style><p><style>\nb</style>", "style") == ["a", "\nb"]
