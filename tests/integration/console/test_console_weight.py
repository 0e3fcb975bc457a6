"""What a page weighs with everything it loads, uncompressed: a telephone in a corridor has little."""

import re

import pytest
from visitor import Visitor
from world import World, seed_draft

from shared.domain.client import Client

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
