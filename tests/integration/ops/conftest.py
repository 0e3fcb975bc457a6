"""Where an operator stands, with every queue empty before and after."""

from collections.abc import Iterator

import pytest
from world import World

from infrastructure.cli.standing import Standing
from infrastructure.ops import commands, queues
from infrastructure.stack_outputs import outputs
from shared.runtime import wiring


@pytest.fixture
def standing(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standing]:
    """Stand where an operator stands, with every queue empty before and after."""
    found = Standing("doorknob", outputs(world.client_of, "doorknob"), wiring.stores())
    monkeypatch.setattr(commands, "open_stack", lambda _where: found)
    monkeypatch.setattr(queues, "WAIT_S", 0)
    yield found
    wiring.stores().mail_switch.turn_on()
