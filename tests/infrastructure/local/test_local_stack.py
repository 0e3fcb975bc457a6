"""The stack as a whole: its clock, its mail, what functions see of the world, and its end."""

import json
import signal
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infrastructure.local.moto_server import AlreadyServingError
from infrastructure.local.stack import LocalStack
from infrastructure.local.translate import TemplateError

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

TOY = Path(__file__).parent / "toy"
SENDER = "clinic@example.test"  # as the stack of these tests has it
PROJECT = Path(__file__).parents[3]
GONE_S = 10.0


def test_a_tick_fires_the_schedule_now(stack: LocalStack) -> None:
    """With the event that EventBridge Scheduler sends."""
    answer = stack.tick("TickFunction")

    assert answer["event"]["source"] == "aws.scheduler"
    assert answer["event"]["detail-type"] == "Scheduled Event"


def test_a_rule_sends_its_input(stack: LocalStack) -> None:
    """A rule of the older kind, with an event of its own."""
    assert stack.tick("TockFunction") == {"event": {"why": "night"}}


def test_mail_can_be_read_back_as_sent(stack: LocalStack) -> None:
    """Raw MIME keeps its headers."""
    stack.invoke("MailFunction", {"to": "ada@example.test"})

    mail = stack.mails[-1]
    assert (mail.source, mail.destinations) == (SENDER, ("ada@example.test",))
    assert b"List-Unsubscribe: <https://example.test/stop>" in mail.raw
    assert "Grüße" in mail.raw.decode()


def test_functions_see_nothing_of_the_users_aws(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither keys nor a profile reach a worker, and no client of the stack needs them."""
    monkeypatch.setenv("AWS_PROFILE", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    stack.restart("MailFunction")

    seen = stack.invoke("MailFunction", {"to": "ada@example.test"})["environment"]

    assert "AWS_PROFILE" not in seen
    assert seen["AWS_SECRET_ACCESS_KEY"] == "testing"  # noqa: S105
    assert seen["AWS_ENDPOINT_URL"] == stack.endpoint_url
    assert seen["TABLE"] == stack.outputs["NotesTable"]
    assert seen["EXTRA"] == "given"
    assert stack.client("sts").get_caller_identity()["Account"] == "123456789012"


def test_of_many_conditional_writes_one_wins(stack: LocalStack) -> None:
    """Moto's threads do not let two claims through."""
    table, dynamodb, name = stack.outputs["NotesTable"], stack.client("dynamodb"), str(uuid.uuid4())

    def claims(_: int) -> bool:
        try:
            dynamodb.put_item(TableName=table, Item={"id": {"S": name}}, ConditionExpression="attribute_not_exists(id)")
        except dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    with ThreadPoolExecutor(8) as people:
        won = list(people.map(claims, range(40)))

    assert won.count(True) == 1


def test_a_second_stack_in_the_process_is_refused(stack: LocalStack) -> None:
    """It would share moto's memory with the first."""
    assert stack.endpoint_url

    with (
        pytest.raises(AlreadyServingError),
        LocalStack(
            TOY / "template.yaml",
            root=TOY,
            parameters={"Sender": SENDER},
        ),
    ):
        pass


def test_a_parameter_without_a_value_is_named() -> None:
    """Before anything starts."""
    with pytest.raises(TemplateError, match="Sender"), LocalStack(TOY / "template.yaml", root=TOY):
        pass


def test_nothing_of_a_stack_outlives_it() -> None:
    """Closed, it leaves no thread and no process; killed with -9, its workers end too."""
    with subprocess.Popen(  # noqa: S603  (this very interpreter)
        [sys.executable, "-W", "error", "-c", _TWO_STACKS, str(TOY)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout
        closed = json.loads(parent.stdout.readline())
        open_pids = json.loads(parent.stdout.readline())
        alive_before = [pid for pid in open_pids if is_alive(pid)]
        parent.send_signal(signal.SIGKILL)

    assert closed == {"threads": ["MainThread"], "alive": []}
    assert alive_before == open_pids
    assert is_gone_soon(open_pids)


def is_alive(pid: int) -> bool:
    """Tell whether a process still runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def is_gone_soon(pids: list[int]) -> bool:
    """Wait until all the processes have ended."""
    limit = time.monotonic() + GONE_S
    while any(is_alive(pid) for pid in pids) and time.monotonic() < limit:
        time.sleep(0.05)
    return not any(is_alive(pid) for pid in pids)


_TWO_STACKS = """
import json, os, sys, threading, time
from pathlib import Path
from infrastructure.local.stack import LocalStack

toy, lines = Path(sys.argv[1]), []
def new():
    lines.clear()
    return LocalStack(toy / "template.yaml", root=toy, parameters={"Sender": "a@example.test"}, log=lines.append)
def pids():
    return [int(line.split()[2]) for line in lines if ": worker " in line]
def alive(pid):
    return os.path.exists(f"/proc/{pid}")

with new():
    pass
time.sleep(0.2)
left = [thread.name for thread in threading.enumerate()]
print(json.dumps({"threads": left, "alive": [pid for pid in pids() if alive(pid)]}), flush=True)
with new() as stack:
    stack.wait_ready(60)
    print(json.dumps(pids()), flush=True)
    time.sleep(600)
"""
