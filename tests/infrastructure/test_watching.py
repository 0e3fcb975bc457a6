"""Following a session on a busy machine: an answer that does not come is no end."""

from typing import Any

import pytest
import requests
from rich.console import Console

from infrastructure.cli import flow
from infrastructure.cli.failures import CommandError, NoAnswerError, NotNowError
from infrastructure.cli.flow import Watch
from infrastructure.cli.stages import Stages
from infrastructure.cli.therapist import Therapist


class BusyTherapist:
    """Does not answer, or fails, at first."""

    def __init__(self, error: type[CommandError], times: int = 1) -> None:
        """Count what was asked."""
        self.asked, self._error, self._times = 0, error, times

    def call(self, _method: str, _path: str) -> list[dict[str, Any]]:
        """Answer after so many times."""
        self.asked += 1
        if self.asked <= self._times:
            raise self._error
        return [{"state": "READY"}]


@pytest.mark.parametrize("error", [NoAnswerError, NotNowError])
def test_looks_again_where_nothing_was_answered(error: type[CommandError]) -> None:
    """The session is still followed to its end."""
    therapist = BusyTherapist(error)

    with Stages(Console(quiet=True)).stage("threads") as stage:
        session = Watch(therapist, "c-1").until(stage, lambda seen: seen["state"] == "READY")

    assert (session["state"], therapist.asked) == ("READY", 2)


def test_counts_no_time_in_which_it_did_not_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person may think for long about who is who: the first failure after that is one for a moment."""
    moments = iter([0, 0, *range(1000, 2000)])
    monkeypatch.setattr(flow.time, "monotonic", lambda: next(moments))
    monkeypatch.setattr(flow.time, "sleep", lambda _: None)
    watch = Watch(BusyTherapist(NotNowError), "c-1")

    with Stages(Console(quiet=True)).stage("threads") as stage:
        session = watch.until(stage, bool)

    assert session["state"] == "READY"


def test_gives_up_what_has_failed_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is broken for good is told, and not waited for."""
    moments = iter(range(0, 1000, 10))
    monkeypatch.setattr(flow.time, "monotonic", lambda: next(moments))
    monkeypatch.setattr(flow.time, "sleep", lambda _: None)

    with Stages(Console(quiet=True)).stage("threads") as stage, pytest.raises(NotNowError):
        Watch(BusyTherapist(NotNowError, times=99), "c-1").until(stage, bool)


@pytest.mark.parametrize(("status", "raised"), [(503, NotNowError), (500, NotNowError), (403, CommandError)])
def test_tells_what_failed_for_the_moment_from_a_no(
    monkeypatch: pytest.MonkeyPatch, status: int, raised: type[CommandError]
) -> None:
    """Whoever follows a session looks again where a table is away for a moment; a no is a no."""
    answer = requests.Response()
    answer.status_code, answer._content = status, b'{"message": "The API\'s own sentence."}'
    monkeypatch.setattr(requests.Session, "request", lambda *_, **__: answer)
    therapist = Therapist.__new__(Therapist)
    therapist._session, therapist._url, therapist._wait_s = requests.Session(), "http://127.0.0.1", 1.0

    with pytest.raises(CommandError, match="sessions: The API's own sentence") as failure:
        therapist.call("GET", "/clients/c-1/sessions")

    assert type(failure.value) is raised
