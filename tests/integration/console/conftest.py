"""The console's pages in this process, with a therapist signed in."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from visitor import OpenAccounts, Visitor
from world import World

from shared.domain.client import Client
from shared.runtime import wiring


@pytest.fixture
def client(world: World) -> Client:
    """Enrol a client who agreed to everything."""
    return world.enrol()


@pytest.fixture
def dana(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Sign the client's therapist in."""
    monkeypatch.setattr(wiring, "accounts", OpenAccounts)
    return Visitor(world, client.therapist_id)
