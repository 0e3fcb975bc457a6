"""Following a session on a busy machine: an answer that does not come is no end."""

from typing import Any

import pytest
import requests
from rich.console import Console

from infrastructure.cli.failures import CommandError, NoAnswerError
from infrastructure.cli.flow import Watch
from infrastructure.cli.stages import Stages
from infrastructure.cli.therapist import Therapist


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


@pytest.mark.parametrize(("status", "raised"), [(503, NoAnswerError), (403, CommandError)])
def test_takes_a_step_that_could_not_for_one_that_did_not_answer(
    monkeypatch: pytest.MonkeyPatch, status: int, raised: type[CommandError]
) -> None:
    """A table that is away for a moment ends nothing: whoever follows a session looks again. A no is a no."""
    answer = requests.Response()
    answer.status_code, answer._content = status, b'{"message": "The API\'s own sentence."}'
    monkeypatch.setattr(requests.Session, "request", lambda *_, **__: answer)
    therapist = Therapist.__new__(Therapist)
    therapist._session, therapist._url, therapist._wait_s = requests.Session(), "http://127.0.0.1", 1.0

    with pytest.raises(CommandError, match="sessions: The API's own sentence") as failure:
        therapist.call("GET", "/clients/c-1/sessions")

    assert type(failure.value) is raised
