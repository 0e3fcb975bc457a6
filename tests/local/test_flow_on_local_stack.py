"""The deployed shape on this machine: real child processes, wired from template.yaml, one of them killed."""

import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from infrastructure.cli.flow import ROOT
from infrastructure.cli.therapist import Therapist
from infrastructure.local.stack import LocalStack

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

CLIP = ROOT / "infrastructure" / "recording" / "demo.opus"
ENGINE = "infrastructure.bench.scripted:scripted"
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Deploy and start everything, once."""
    with LocalStack(
        ROOT / "template.yaml",
        root=ROOT,
        parameters={"UndoMinutes": "0", "AllowRoughSpeech": "true"},
        environment={"SPEECH_ENGINE": ENGINE},
        log=tmp_path_factory.mktemp("logs"),
    ) as running:
        yield running


def until(is_there: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := is_there():
            return found
        time.sleep(0.1)
    message = f"nothing came in {PATIENCE_S:.0f} s"
    raise AssertionError(message)


def upload_for_new_client(therapist: Therapist) -> str:
    client_id = therapist.enrol("Robin", "robin@example.com")
    therapist.record_consent(client_id)
    therapist.upload(client_id, CLIP)
    return client_id


def ready_session(therapist: Therapist, client_id: str) -> dict[str, Any]:
    path = f"/clients/{client_id}/sessions"
    return until(lambda: next((each for each in therapist.call("GET", path) if each["state"] == "READY"), None))


def test_sends_a_note_although_a_worker_is_killed_on_the_way(stack: LocalStack) -> None:
    """A killed worker's message comes again, and one mail goes out in the end."""
    therapist = Therapist(stack)
    client_id = upload_for_new_client(therapist)

    until(lambda: therapist.call("GET", f"/clients/{client_id}/sessions"))
    stack.restart("SplitRecordingFunction")
    session = ready_session(therapist, client_id)
    reading = therapist.call("GET", f"/clients/{client_id}/sessions/{session['session_id']}/reading")
    (draft, *_) = reading["prompts"]
    path = f"/clients/{client_id}/prompts/{draft['prompt_id']}"
    therapist.call("PUT", f"{path}/evidence")
    therapist.call("PUT", f"{path}/approval", {"text_hash": draft["text_hash"]})
    stack.tick("ReleasePromptsFunction")
    (mail,) = until(lambda: stack.mails)

    message = message_from_bytes(mail.raw, policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stack.api_url in message.get_body(("plain",)).get_content()
    logs = "".join(path.read_text(encoding="utf-8") for path in stack.log_folder.glob("*.log"))
    assert '"outcome":"ready"' in logs
    assert not [word for word in ("parking", "robin", "coat") if word in logs.lower()]


def test_shows_a_stranger_nothing(stack: LocalStack) -> None:
    """Without a token the therapist's door stays shut."""
    therapist = Therapist(stack)
    therapist._session.headers.pop("Authorization")

    answer = therapist._session.get(f"{stack.api_url}/clients", timeout=10)

    assert answer.status_code == 401


def test_keeps_the_demo_recording_small() -> None:
    """The recording that ships with the project is a light clone."""
    assert Path(CLIP).stat().st_size < 3_000_000
