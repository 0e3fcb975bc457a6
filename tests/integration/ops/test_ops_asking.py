"""`doorknob ops` on moto: each act shows itself first, may be done twice, and prints no content."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest
from seeded import seed_draft
from test_send_prompt import approve, release_and_send, state_of
from typer.testing import CliRunner, Result
from world import World

from infrastructure.cli import standing as standing_stack
from infrastructure.cli.app import app
from infrastructure.cli.failures import CommandError
from infrastructure.cli.standing import Standing
from infrastructure.local.deploy import outputs
from infrastructure.ops import commands, drill, queues
from infrastructure.ops.asking import Go
from shared.adapters.dynamo.ledger import DynamoLedger
from shared.adapters.ses_mailer import SesMailer
from shared.domain.client import Client
from shared.domain.prompt import NEVER_TAKEN, Prompt, PromptState
from shared.errors import MailUnsureError
from shared.runtime import wiring

LOOK, DO = ("--dry-run",), ("--yes",)


@pytest.fixture
def standing(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Standing]:
    """Stand where an operator stands, with every queue empty before and after."""
    found = Standing("doorknob", outputs(world.client_of, "doorknob"), wiring.stores())
    monkeypatch.setattr(commands, "open_stack", lambda _where: found)
    monkeypatch.setattr(queues, "WAIT_S", 0)
    yield found
    wiring.stores().mail_switch.turn_on()


def ops(*words: str) -> Result:
    return CliRunner().invoke(app, ["ops", *words])


def lose_sight(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    """Send a note whose answer from SES is lost."""
    prompt = seed_draft(world, client, name=f"{uuid4().hex}.wav")
    approve(world, prompt)

    def lost(_mailer: SesMailer, _mail: object) -> str:
        raise MailUnsureError

    with monkeypatch.context() as patch:
        patch.setattr(SesMailer, "send", lost)
        release_and_send(world)
    assert state_of(prompt) is PromptState.UNCONFIRMED
    return prompt


def ses_event(prompt: Prompt, kind: str = "Send") -> str:
    """Write an event as SES does: it quotes the address and the subject."""
    tags = {"client_id": [prompt.ref.client_id], "prompt_id": [prompt.ref.prompt_id]}
    mail = {"messageId": "m-1", "tags": tags, "destination": ["robin@example.com"], "commonHeaders": {"subject": "Hi"}}
    return json.dumps({"eventType": kind, "mail": mail})


def s3_event(key: str) -> str:
    return json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": {"key": key}}}]})


def test_redrives_after_showing_what_it_is(world: World, standing: Standing, client: Client) -> None:
    """A dry run leaves the letter; the act sends it back; the step takes it; doing it again finds nothing."""
    session = seed_draft(world, client).session
    world.send("SplitDeadLetters", json.dumps({"client_id": client.client_id, "session_id": session.session_id}))

    looked, done = ops("redrive", "split", *LOOK), ops("redrive", "split", *DO)
    world.drain()
    again = ops("redrive", "split", *DO)

    assert session.session_id in looked.output
    assert "Dry run" in looked.output
    assert "1 sent back to split" in done.output
    assert "Nothing to do" in again.output
    assert standing.stores.trail is not None


def test_redrives_one_clients_order(world: World, standing: Standing, client: Client) -> None:
    """A FIFO letter keeps its group, and its mail goes out once."""
    prompt = seed_draft(world, client)
    approve(world, prompt)
    body = json.dumps({"client_id": client.client_id, "prompt_id": prompt.ref.prompt_id})
    world.client_of("sqs").send_message(
        QueueUrl=world.deployed.physical_id("PromptsDeadLetters"),
        MessageBody=body,
        MessageGroupId=client.client_id,
        MessageDeduplicationId=uuid4().hex,
    )

    ops("redrive", "prompts", *DO)
    world.drain()

    assert standing.name == "doorknob"
    assert len(world.mails_to(client)) == 1


@pytest.mark.usefixtures("standing")
def test_tells_no_content_of_a_dead_letter(world: World, client: Client) -> None:
    """A file's name, an address and a poison's text stay out of sight; the ids are shown."""
    prompt = seed_draft(world, client)
    key = f"recordings/{client.therapist_id}/{client.client_id}/robin-and-the-coat.wav"
    world.send("AcceptDeadLetters", s3_event(key))
    world.send("MailEventsDeadLetters", ses_event(prompt))
    world.send("SplitDeadLetters", '{"client_id": "the coat in the hall"}')

    told = "".join(ops("redrive", name, *LOOK).output for name in ("accept", "mail-events", "split"))

    assert client.client_id in told
    assert prompt.ref.prompt_id in told
    assert "will die again" in told
    assert not re.search(r"robin|coat|subject|Hi\b", told)


@pytest.mark.usefixtures("standing")
def test_says_why_a_message_died(
    world: World, client: Client, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The last failure stands in the functions' log, by the message's id."""
    world.send("SplitQueue", '{"client_id": "?"}')
    world.drain()
    (tmp_path / "SplitRecordingFunction.log").write_text(capfd.readouterr().out)
    here = Standing("doorknob", {}, wiring.stores(), tmp_path)
    monkeypatch.setattr(commands, "open_stack", lambda _where: here)

    told = ops("redrive", "split", *LOOK).output

    assert "failed: UnreadableMessageError" in told
    assert client.client_id not in told


def test_knows_its_queues(standing: Standing) -> None:
    """A misspelt name is answered with the right ones."""
    told = ops("redrive", "splitt")

    assert standing.outputs
    assert told.exit_code == 1
    assert "accept, extract, forget, mail-events, prompts, split, transcribe" in told.output


def test_settles_by_an_event_that_died(
    world: World, standing: Standing, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SES said that it took the mail: it counts as sent, the letter is gone, no second mail goes."""
    told, silent = lose_sight(world, client, monkeypatch), lose_sight(world, world.enrol(), monkeypatch)
    world.send("MailEventsDeadLetters", ses_event(told))

    looked, before = ops("reconcile", *LOOK), state_of(told)
    done, again = ops("reconcile", *DO), ops("reconcile", *DO)

    assert standing.stores.prompts.unconfirmed(world.clock.now())
    assert "SES said taken" in looked.output
    assert before is PromptState.UNCONFIRMED
    assert state_of(told) is PromptState.SENT
    assert state_of(silent) is PromptState.UNCONFIRMED
    assert "1 settled" in done.output
    assert "Nothing to do" in again.output
    assert silent.ref.prompt_id in again.output
    assert world.mails_to(client) == []


@pytest.mark.usefixtures("standing")
def test_lets_a_person_settle_what_nobody_tells(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """That a mail never left can be said a day later, not before; it is cancelled and never sent."""
    prompt = lose_sight(world, client, monkeypatch)

    early = ops("reconcile", "--never-taken", prompt.ref.prompt_id, *DO)
    world.clock.move(timedelta(hours=25))
    late = ops("reconcile", "--never-taken", prompt.ref.prompt_id, *DO)
    again = ops("reconcile", "--never-taken", prompt.ref.prompt_id, *DO)
    world.tick("release_prompts")
    world.drain()

    settled = wiring.stores().prompts.get(prompt.ref)
    assert (early.exit_code, late.exit_code, again.exit_code) == (1, 0, 1)
    assert (settled.state, settled.reason) == (PromptState.CANCELLED, NEVER_TAKEN)
    assert world.mails_to(client) == []


@pytest.mark.usefixtures("standing")
def test_pauses_mail_and_lets_it_flow(world: World, client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    """What is queued already is held as well, and rings no alarm; after the pause each note goes once."""
    queued, due = seed_draft(world, client), seed_draft(world, other := world.enrol())
    approve(world, queued)
    world.clock.move(timedelta(seconds=1))
    world.tick("release_prompts")
    approve(world, due)
    world.clock.move(timedelta(seconds=1))

    looked, flowing = ops("pause-mail", *LOOK), wiring.stores().mail_switch.pause()
    ops("pause-mail", "--reason", "SES review", *DO)
    twice = ops("pause-mail", *DO)
    world.tick("release_prompts")
    world.drain()
    held = [*world.mails_to(client), *world.mails_to(other)]
    shown = ops("status")
    ops("resume-mail", *DO)
    world.clock.move(timedelta(minutes=16))
    world.tick("release_prompts")
    world.drain()

    assert "Dry run" in looked.output
    assert flowing is None
    assert "SES review" in twice.output
    assert held == []
    assert "MailsRefused" not in capfd.readouterr().out
    assert "RB-6" in shown.output
    assert (len(world.mails_to(client)), len(world.mails_to(other))) == (1, 1)


@pytest.mark.usefixtures("standing")
def test_shows_on_one_screen_what_needs_somebody(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every finding names its section of the runbook, the most urgent first, and the command ends with 2."""
    lose_sight(world, client, monkeypatch)
    world.send("SplitDeadLetters", "{}")
    world.send("ForgetDeadLetters", "{}")
    wiring.stores().consents.withdraw(client.client_id, world.clock.now(), extent="everything")
    world.clock.move(timedelta(minutes=20))

    told = ops("status")

    assert told.exit_code == 2
    assert re.findall(r"RB-[179]\b", told.output) == ["RB-9", "RB-9", "RB-7", "RB-1"]
    assert "in this order" in told.output


@pytest.mark.usefixtures("standing")
def test_lists_what_stands_still(world: World, client: Client) -> None:
    """By ids, with how long; what moved lately is not stuck."""
    world.upload(client, b"RIFF")
    world._deliver(next(each for each in world.mappings if each.queue_name.endswith("-accept")))

    fresh = ops("sessions", "--stuck").output
    world.clock.move(timedelta(hours=3))
    stuck = ops("sessions", "--stuck").output

    assert client.client_id not in fresh
    assert f"client {client.client_id}" in stuck
    assert "ACCEPTED for 180 min" in stuck


@pytest.mark.usefixtures("standing")
def test_lists_clients_by_ids_and_counts(world: World, client: Client) -> None:
    """Whose, since when, what stands and how much there is; of one therapist where that is asked; never who it is."""
    seed_draft(world, client)
    leaving, fresh = world.enrol(), world.enrol(purposes=())
    wiring.stores().consents.withdraw(leaving.client_id, world.clock.now(), extent="everything")

    every, of_one = ops("clients").output, ops("clients", "--therapist", client.therapist_id).output

    agreed_at = f"{world.clock.now() - timedelta(days=1):%Y-%m-%d}"
    listed = f"client {client.client_id} of therapist {client.therapist_id}"
    assert f"{listed}: agreed on {agreed_at}; sessions: 1, notes: 1" in every
    assert f"{leaving.client_id} of therapist {leaving.therapist_id}: withdrew on {world.clock.now():%Y-%m-%d}" in every
    assert f"{fresh.client_id} of therapist {fresh.therapist_id}: has agreed to nothing" in every
    assert client.client_id in of_one
    assert leaving.client_id not in of_one
    assert not re.search(r"Robin|Dana|@", every)


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


def test_drills_a_restore(world: World, standing: Standing, client: Client) -> None:
    """The copy goes through every erasure and is removed; the ledger, the vault and the keys stay as they were."""
    seed_draft(world, client)
    gone = world.enrol()
    wiring.stores().consents.withdraw(gone.client_id, world.clock.now(), extent="everything")
    world.send("ForgetQueue", json.dumps({"client_id": gone.client_id, "extent": "everything"}))
    world.drain()
    before = (standing.stores.ledger.rows(client.client_id), world.objects("VaultBucket"))

    looked, done, again = (ops("restore-drill", *how) for how in (LOOK, DO, DO))

    assert "Dry run" in looked.output
    for each in (done, again):
        assert "The drill is passed" in each.output
        assert re.search(r"[1-9]\d* of \d+ erased clients were in it and went again", each.output)
    assert not [name for name in world.client_of("dynamodb").list_tables()["TableNames"] if name.endswith("-drill")]
    assert (standing.stores.ledger.rows(client.client_id), world.objects("VaultBucket")) == before


def test_a_drill_sees_who_came_back(world: World, standing: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replay that forgets nobody is found out."""
    gone = world.enrol()
    copy = standing.table(standing.outputs["LedgerTableName"])
    kept = copy.get({"pk": f"CLIENT#{gone.client_id}", "sk": "CLIENT"})
    wiring.stores().consents.withdraw(gone.client_id, world.clock.now(), extent="everything")
    world.send("ForgetQueue", json.dumps({"client_id": gone.client_id, "extent": "everything"}))
    world.drain()
    copy.put(kept or {})
    copy.delete({"pk": f"CLIENT#{gone.client_id}", "sk": "CONSENT"})  # as in a backup from before the withdrawal
    monkeypatch.setattr(DynamoLedger, "forget", lambda *_, **__: 0)

    with pytest.raises(CommandError, match=r"\d erased clients are in the restored ledger"):
        drill.restore_drill(standing, Go(yes=True))


@pytest.mark.parametrize(
    "command", ["redrive split", "pause-mail", "reconcile", "restore-drill", "resume-mail", "erase CLIENT"]
)
@pytest.mark.usefixtures("standing")
def test_does_nothing_unasked(world: World, client: Client, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody can answer and --yes is missing, it says so and changes nothing."""
    prompt = lose_sight(world, client, monkeypatch)
    world.send("MailEventsDeadLetters", ses_event(prompt))
    world.send("SplitDeadLetters", "{}")
    if command == "resume-mail":
        ops("pause-mail", *DO)
    paused = wiring.stores().mail_switch.pause()

    told = ops(*command.replace("CLIENT", client.client_id).split())

    assert told.exit_code == 1
    assert "add --yes" in told.output
    assert wiring.stores().mail_switch.pause() == paused
    assert state_of(prompt) is PromptState.UNCONFIRMED
    assert wiring.stores().consents.get(client.client_id).withdrawn_at is None
    assert world.dead_letters("SplitDeadLetters") == ["{}"]


def test_teaches_by_its_help() -> None:
    """Every command says what it does and how to look first."""
    told = ops("--help").output

    assert all(word in told for word in ("status", "sessions", "redrive", "reconcile", "pause-mail", "resume-mail"))
    assert all(word in told for word in ("clients", "erase", "restore-drill", "--dry-run", "runbook"))
