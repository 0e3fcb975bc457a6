"""`doorknob ops status`, `sessions` and `clients` on moto: what needs somebody, by ids and counts alone."""

import re
from datetime import timedelta

import pytest
from desk import lose_sight, ops
from seeded import seed_draft
from world import World

from shared.domain.client import Client
from shared.runtime import wiring


@pytest.mark.usefixtures("standing")
def test_shows_on_one_screen_what_needs_somebody(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every finding names its section of the runbook, the most urgent first, and the command ends with 2."""
    lose_sight(world, client, monkeypatch)
    world.send("SplitDeadLetters", "{}")
    world.send("ForgetDeadLetters", "{}")
    wiring.stores().consents.withdraw(client.client_id, world.clock.now(), extent="everything")
    world.clock.move(timedelta(minutes=20))

    told = ops("status")

    assert told.exit_code == 2
    assert re.findall(r"RB-[179]\b", told.output) == ["RB-9", "RB-9", "RB-7", "RB-1"]
    assert "in this order" in told.output


@pytest.mark.usefixtures("standing")
def test_lists_what_stands_still(world: World, client: Client) -> None:
    """By ids, with how long; what moved lately is not stuck."""
    world.upload(client, b"RIFF")
    world._deliver(next(each for each in world.mappings if each.queue_name.endswith("-accept")))

    fresh = ops("sessions", "--stuck").output
    world.clock.move(timedelta(hours=3))
    stuck = ops("sessions", "--stuck").output

    assert client.client_id not in fresh
    assert f"client {client.client_id}" in stuck
    assert "ACCEPTED for 180 min" in stuck


@pytest.mark.usefixtures("standing")
def test_lists_clients_by_ids_and_counts(world: World, client: Client) -> None:
    """Whose, since when, what stands and how much there is; of one therapist where that is asked; never who it is."""
    seed_draft(world, client)
    leaving, fresh = world.enrol(), world.enrol(purposes=())
    wiring.stores().consents.withdraw(leaving.client_id, world.clock.now(), extent="everything")

    every, of_one = ops("clients").output, ops("clients", "--therapist", client.therapist_id).output

    agreed_at = f"{world.clock.now() - timedelta(days=1):%Y-%m-%d}"
    listed = f"client {client.client_id} of therapist {client.therapist_id}"
    assert f"{listed}: agreed on {agreed_at}; sessions: 1, notes: 1" in every
    assert f"{leaving.client_id} of therapist {leaving.therapist_id}: withdrew on {world.clock.now():%Y-%m-%d}" in every
    assert f"{fresh.client_id} of therapist {fresh.therapist_id}: has agreed to nothing" in every
    assert client.client_id in of_one
    assert leaving.client_id not in of_one
    assert not re.search(r"Robin|Dana|@", every)
