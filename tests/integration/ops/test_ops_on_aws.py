"""`doorknob ops` where a stack is found by its name alone, as on AWS."""

import json
from uuid import uuid4

import boto3
import pytest
from desk import LOOK, ops
from seeded import seed_draft
from typer.testing import CliRunner
from world import World

from infrastructure.cli import standing as standing_stack
from infrastructure.cli.app import app
from infrastructure.ops import queues
from shared.domain.client import Client


@pytest.fixture
def on_aws(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Stand where an operator with credentials stands, who knows but the stack's name; a step enrolled the client."""
    for name in standing_stack._NAMES:
        monkeypatch.setenv(name, "to be found")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setattr(queues, "WAIT_S", 0)
    return client


def test_opens_a_stack_on_aws_by_its_name(world: World, on_aws: Client) -> None:
    """The screen, and a dead letter with its reason, come by the name alone; the reason out of CloudWatch's logs."""
    session, logs = seed_draft(world, on_aws).session, world.client_of("logs")
    body = json.dumps({"client_id": on_aws.client_id, "session_id": session.session_id})
    url = world.deployed.physical_id("SplitDeadLetters")
    letter = world.client_of("sqs").send_message(QueueUrl=url, MessageBody=body)["MessageId"]
    stream = {"logGroupName": world.deployed.physical_id("SplitRecordingLogs"), "logStreamName": uuid4().hex}
    logs.create_log_stream(**stream)
    line = {"outcome": "failed: SettingError", "where": "table.py:get:9"}
    lines = [json.dumps({"message_id": each, **line}) for each in (letter, "another")]
    stamp = int(world.clock.now().timestamp() * 1000)
    logs.put_log_events(**stream, logEvents=[{"timestamp": stamp, "message": each} for each in lines])

    told = ops("status", "--stack", "doorknob")
    looked = ops("redrive", "split", "--stack", "doorknob", *LOOK)
    opened = standing_stack.open_stack(standing_stack.Where("doorknob"))

    assert (opened.name, opened.logs) == ("doorknob", None)
    assert "dead letters of split (1): doorknob ops redrive split" in told.output
    assert f"session_id {session.session_id}; last failure: failed: SettingError at table.py:get:9" in looked.output
    assert looked.exit_code == 0


@pytest.mark.usefixtures("on_aws")
def test_names_what_is_not_there_on_aws() -> None:
    """A stack, and a restored table, of a name that is not there."""
    stack = ops("status", "--stack", "nothere")
    table = CliRunner().invoke(app, ["replay-erasures", "--stack", "doorknob", "--table", "ledger-restored"])

    assert "no stack nothere" in stack.output
    assert "there is no table ledger-restored" in table.output
    assert (stack.exit_code, table.exit_code) == (1, 1)
