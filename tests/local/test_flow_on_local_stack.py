"""The deployed shape on this machine: real child processes, wired from template.yaml, one of them killed."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from infrastructure.bench.scripted_stack import ENGINE
from infrastructure.cli.therapist import Therapist
from infrastructure.local.mail import Mail
from infrastructure.local.stack import LocalStack
from infrastructure.root import DEMO_RECORDING, ROOT
from shared.domain.rehearsal import MAILBOX

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PATIENCE_S = 240.0  # on an idle machine a tenth of it


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Deploy and start everything, once."""
    with LocalStack(
        ROOT / "template.yaml",
        root=ROOT,
        parameters={"Stage": "staging", "UndoMinutes": "0", "AllowRoughSpeech": "true"},
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
    therapist.upload(client_id, DEMO_RECORDING)
    return client_id


def ready_session(therapist: Therapist, client_id: str) -> dict[str, Any]:
    path = f"/clients/{client_id}/sessions"
    return until(lambda: next((each for each in therapist.call("GET", path) if each["state"] == "READY"), None))


def test_sends_a_note_although_a_worker_is_killed_on_the_way(stack: LocalStack) -> None:
    """A killed worker's message comes again, and one mail goes out in the end."""
    therapist, before = Therapist(stack), len(stack.mails)
    client_id = upload_for_new_client(therapist)

    until(lambda: therapist.call("GET", f"/clients/{client_id}/sessions"))
    stack.restart("SplitRecordingFunction")
    approve_first_draft(stack, therapist, client_id)
    (mail,) = notes_after(stack, before)

    message = message_from_bytes(mail.raw, policy=policy.default)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stack.api_url in message.get_body(("plain",)).get_content()
    logs = "".join(path.read_text(encoding="utf-8") for path in stack.log_folder.glob("*.log"))
    assert '"outcome":"ready"' in logs
    assert not [word for word in ("parking", "robin", "coat") if word in logs.lower()]


def test_rehearses_the_whole_way_and_leaves_nothing(stack: LocalStack) -> None:
    """One mail to SES's simulator, and of the made-up client only the proof of consent stays."""
    words: list[str] = []

    def ends() -> str:
        stack.tick("ReleasePromptsFunction")
        words.append(stack.tick("RehearseSessionFunction")["outcome"])
        return next((word for word in words if word.startswith(("passed", "failed"))), "")

    ended = until(ends)

    assert ended == "passed", words
    assert {"began", "approved", "leaves"} <= set(words)
    assert len([mail for mail in stack.mails if MAILBOX in mail.destinations]) == 1
    rows = stack.client("dynamodb").scan(TableName=stack.outputs["LedgerTableName"])["Items"]
    assert {row["sk"]["S"] for row in rows if "CLIENT#rehearsal-" in row["pk"]["S"]} == {"CONSENT"}


def test_an_operator_mends_what_was_broken_for_practice(stack: LocalStack, tmp_path: Path) -> None:
    """With the commands alone: the dead letter is redriven, the lost mail reconciled, the client erased."""
    ops, therapist = operator_of(stack, tmp_path), Therapist(stack)
    broken = [ops("practise", "dead-letter", "--yes")]
    hurt = ops("status", code=2)
    looked = ops("redrive", "accept", "--dry-run")
    ops("redrive", "accept", "--yes")
    client_id = re.findall(r"client_id (c-\w+)", looked)[0]
    until(lambda: client_id not in ops("sessions"))
    before = len(stack.mails)
    approve_first_draft(stack, therapist, upload_for_new_client(therapist))
    notes_after(stack, before)
    broken.append(ops("practise", "unconfirmed-mail", "--yes"))
    shown, settled = ops("reconcile", "--dry-run"), ops("reconcile", "--yes")
    certificate = ops("erase", client_id, "--yes")
    broken.append(ops("practise", "open-withdrawal", "--yes"))
    left = ops("redrive", "forget", "--dry-run")
    ops("redrive", "forget", "--yes")
    gone = until(lambda: ops("erase", re.findall(r"client_id (c-\w+)", left)[0], "--yes"))
    calm = until(lambda: "Nothing needs you." in (told := ops("status", code=2)) and told)

    assert all("Begin as the runbook does" in each for each in broken)
    assert "dead letters of accept" in hurt
    assert "failed: SettingError" in looked
    assert "SES said taken" in shown
    assert "1 settled" in settled
    assert all(re.search(r"left\s+nothing", each) for each in (certificate, gone))
    assert not re.search(r"robin|example\.com|coat", looked + shown + settled + certificate + left + gone + calm)


def approve_first_draft(stack: LocalStack, therapist: Therapist, client_id: str) -> None:
    """Let the first note of a client's session go."""
    session = ready_session(therapist, client_id)
    reading = therapist.call("GET", f"/clients/{client_id}/sessions/{session['session_id']}/reading")
    therapist.approve(client_id, reading["prompts"][0])
    stack.tick("ReleasePromptsFunction")


def notes_after(stack: LocalStack, before: int) -> list[Mail]:
    """Wait for notes beyond the mails there were before, and give them."""
    found: list[Mail] = until(lambda: [mail for mail in stack.mails[before:] if MAILBOX not in mail.destinations])
    return found


def operator_of(stack: LocalStack, folder: Path) -> Callable[..., str]:
    """Stand at the stack as an operator does: with the command, and the address that doorknob up leaves."""
    address = folder / "out" / "up" / "stack.json"
    address.parent.mkdir(parents=True)
    found = {"endpoint_url": stack.endpoint_url, "stack_name": "doorknob", "outputs": dict(stack.outputs)}
    address.write_text(json.dumps(found), encoding="utf-8")
    (address.parent / "logs").symlink_to(stack.log_folder)

    def ops(*words: str, code: int = 0) -> str:
        command = [sys.executable, "-c", "from infrastructure.cli import main; main()", "ops", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        done = subprocess.run(  # noqa: S603  (our own command)
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode in {code, 0}, done.stderr
        return done.stdout

    return ops


def test_shows_a_stranger_nothing(stack: LocalStack) -> None:
    """Without a token the therapist's door stays shut."""
    therapist = Therapist(stack)
    therapist._session.headers.pop("Authorization")

    answer = therapist._session.get(f"{stack.api_url}/clients", timeout=10)

    assert answer.status_code == 401


def test_keeps_the_demo_recording_small() -> None:
    """The recording that ships with the project is a light clone."""
    assert Path(DEMO_RECORDING).stat().st_size < 3_000_000
