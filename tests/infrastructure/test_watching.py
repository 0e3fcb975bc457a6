"""Following a session on a busy machine: an answer that does not come is no end."""

from typing import Any

from rich.console import Console

from infrastructure.cli.failures import NoAnswerError
from infrastructure.cli.flow import Watch
from infrastructure.cli.stages import Stages


class BusyTherapist:
    """Does not answer at first."""

    def __init__(self) -> None:
        """Count what was asked."""
        self.asked = 0

    def call(self, _method: str, _path: str) -> list[dict[str, Any]]:
        """Answer at the second time."""
        self.asked += 1
        if self.asked == 1:
            raise NoAnswerError
        return [{"state": "READY"}]


def test_looks_again_where_nothing_was_answered() -> None:
    """The session is still followed to its end."""
    therapist = BusyTherapist()

    with Stages(Console(quiet=True)).stage("threads") as stage:
        session = Watch(therapist, "c-1").until(stage, lambda seen: seen["state"] == "READY")

    assert (session["state"], therapist.asked) == ("READY", 2)
