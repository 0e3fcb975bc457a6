"""What a page weighs with everything it loads, uncompressed: a telephone in a corridor has little."""

import re

import pytest
from reviewing import page_of
from seeded import seed_draft
from visitor import Visitor
from world import World

from shared.domain.client import Client
from shared.domain.prompt import Prompt

MAX_BYTES = 100_000  # without the uploader, which one page alone loads
PAGES = (
    *("", "/enrol", "/notices", "/sign-in", "/clients/{client}/nowhere"),
    *(
        f"/clients/{{client}}{name}"
        for name in ("", "/consent", "/details", "/leave", "/threads", "/upload", "/shared")
    ),
    *(f"/clients/{{client}}/sessions/{{session}}{name}" for name in ("", "/review", "/brief", "/lines")),
)


@pytest.mark.parametrize("page", PAGES)
def test_weighs_little(world: World, dana: Visitor, client: Client, page: str) -> None:
    """The page, its stylesheet, its icon and its scripts."""
    session = seed_draft(world, client).session.session_id

    body = dana.get("/console" + page.format(client=client.client_id, session=session).rstrip("/"))["body"]
    loaded = set(re.findall(r'(?:src|href)="(/console/assets/[^"]+)"', body))
    files = {path: dana.get(path)["body"] for path in loaded if not path.endswith("uploader.js")}

    assert len(files) >= 2
    assert sum(len(each.encode()) for each in (body, *files.values())) < MAX_BYTES


def test_asks_for_nothing_twice_to_show_a_review(world: World, dana: Visitor, prompt: Prompt) -> None:
    """Each paper is fetched once, and the client's key once for those that are opened together."""
    world.judge.calls.clear()

    dana.get(page_of(prompt))

    papers = [key for call, key in world.judge.calls if call == "s3:GetObject"]
    rows = [key for call, key in world.judge.calls if call == "dynamodb:GetItem"]
    keys, clients = ([key for key in rows if f"'sk': '{kind}'" in key] for kind in ("DATAKEY", "CLIENT"))
    assert len(papers) == len(set(papers)) == 5
    assert len(clients) == 1
    assert len(keys) <= 3  # the client's name, the session's papers, the cards' papers
