"""What the rules of a place let the flow do: read with a model or not, draft or not; and who looks at the rules."""

import json
from datetime import timedelta

import pytest
from scripted import DEMO, Script
from world import World

from shared.domain.session import Flag, SessionState
from shared.runtime import wiring


@pytest.mark.parametrize(
    ("place", "reads_with_a_model", "drafts", "flags"),
    [
        ("", True, True, set()),
        ("US-IL", False, True, {Flag.PLAIN_READING}),
        ("US-NV", False, False, {Flag.PLAIN_READING, Flag.EXCERPTS_ONLY}),
    ],
)
def test_reads_as_far_as_the_place_allows(
    world: World,
    script: Script,
    worked: list[str],
    place: str,
    *,
    reads_with_a_model: bool,
    drafts: bool,
    flags: set[Flag],
) -> None:
    """Illinois: no model is asked. Nevada: nothing is drafted either, and the brief is excerpts."""
    client = world.enrol(therapist_place=place)
    world.upload(client, DEMO.read_bytes(), "demo.opus")

    world.drain()

    stores = wiring.stores()
    (session,) = stores.sessions.of_client(client.client_id)
    brief = json.loads(stores.vault.get(client.client_id, f"sessions/{session.ref.session_id}/brief.json"))
    assert session.state is SessionState.READY
    assert script.fails_on == set()
    assert ("read" in worked) is reads_with_a_model
    assert session.reading_engine == ("embedded" if reads_with_a_model else "plain")
    assert bool(stores.prompts.of_client(client.client_id)) is drafts
    assert flags <= session.flags
    assert brief["threads"] != []
    assert all(bool(thread["why"]) is drafts for thread in brief["threads"])
    assert bool(brief["opening_line"]) is drafts


def test_tells_of_a_policy_nobody_has_looked_at(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    """Ninety days after its date a row is counted in the metric that the alarm looks at."""
    world.tick("keep_watch")
    fresh = unreviewed_in(capfd.readouterr().out)
    world.clock.move(timedelta(days=120))
    world.tick("keep_watch")

    assert fresh == 0
    assert unreviewed_in(capfd.readouterr().out) > 0


def unreviewed_in(log: str) -> float:
    (line,) = [line for line in log.splitlines() if "PlacesUnreviewed" in line]
    counted = json.loads(line)["PlacesUnreviewed"]
    return counted[0] if isinstance(counted, list) else counted
