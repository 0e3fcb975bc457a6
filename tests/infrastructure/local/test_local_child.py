"""Where AWS's runtime client has no wheel, the stand-in serves a function just as well."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from infrastructure.local import child
from infrastructure.local.runtime_api import Answer, Invocation, RuntimeApi

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

HANDLERS = """
def echo(event, context):
    if event == "raise":
        raise KeyError("as asked")
    return [event, context.aws_request_id, context.get_remaining_time_in_millis() > 1000]
"""


@pytest.fixture
def api(tmp_path: Path) -> Iterator[RuntimeApi]:
    """Serve the stand-in, in an interpreter that has no packages installed."""
    (tmp_path / "plain.py").write_text(HANDLERS, encoding="utf-8")
    served = RuntimeApi()
    environment = {
        "PYTHONPATH": str(tmp_path),
        "AWS_LAMBDA_RUNTIME_API": served.address,
        "AWS_LAMBDA_FUNCTION_NAME": "plain",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_LOG_GROUP_NAME": "group",
        "AWS_LAMBDA_LOG_STREAM_NAME": "stream",
    }
    command = [sys.executable, "-P", "-S", str(child.__file__), "plain.echo"]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        yield served
        process.kill()
    served.close()


def test_the_stand_in_answers_one_event_after_the_other(api: RuntimeApi) -> None:
    """With the same process."""
    first, second = invoke(api, "one"), invoke(api, "two")

    assert json.loads(first.payload) == ["one", "id-of-one", True]
    assert json.loads(second.payload) == ["two", "id-of-two", True]


def test_the_stand_in_tells_what_was_raised(api: RuntimeApi) -> None:
    """And lives on."""
    failed = invoke(api, "raise")

    assert failed.error
    assert json.loads(failed.payload)["errorType"] == "KeyError"
    assert not invoke(api, "one").error


def invoke(api: RuntimeApi, event: str) -> Answer:
    """Give the worker an event and wait for its answer."""
    api.give(Invocation(f"id-of-{event}", "arn:of:function", json.dumps(event).encode(), timeout_s=10))
    return api.answers.get(timeout=20)
