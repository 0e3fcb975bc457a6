"""How far a session is: each part's end moves the figure that the ledger keeps and the API shows."""

from pathlib import Path

import pytest
from scripted import DEMO, Script
from world import World

from functions.serve_therapist.views import session_view
from shared.domain.transcript import Word
from shared.runtime import wiring


def test_moves_with_every_part(world: World, script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the second part is listened to the figure says one, and so on, up to all; a lost part counts as ended."""
    script.fails_on = {1}
    client = world.enrol()
    world.upload(client, DEMO.read_bytes(), "demo.opus")
    seen: list[tuple[int, int]] = []
    hear = script.words_of

    def figure() -> tuple[int, int]:
        with world.judge.looking_away():  # it is this test that looks, not the step
            (session,) = wiring.stores().sessions.of_client(client.client_id)
        view = session_view(session)
        return view["parts_done"], view["parts"]

    def hear_and_look(part: Path) -> tuple[Word, ...]:
        seen.append(figure())
        return hear(part)

    monkeypatch.setattr(script, "words_of", hear_and_look)
    world.drain()

    assert seen == sorted(seen)
    assert set(seen) == {(0, 3), (1, 3), (2, 3)}
    assert figure() == (3, 3)
