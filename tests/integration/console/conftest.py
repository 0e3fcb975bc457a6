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
def accounts(monkeypatch: pytest.MonkeyPatch) -> OpenAccounts:
    """Open accounts, one set for every sandbox."""
    opened = OpenAccounts()
    monkeypatch.setattr(wiring, "accounts", lambda: opened)
    return opened


@pytest.fixture
def dana(world: World, client: Client, accounts: OpenAccounts) -> Visitor:
    """Sign the client's therapist in."""
    accounts.old.clear()
    return Visitor(world, client.therapist_id)
