"""`doorknob ops redrive` on moto: it shows what a dead letter is, without content; sent back, it goes its way once."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from desk import DO, LOOK, ops, s3_event
from seeded import seed_draft
from sending import approve, mail_event
from world import World

from infrastructure.cli.standing import Standing
from infrastructure.ops import commands
from shared.domain.client import Client
from shared.runtime import wiring


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
    world.send("MailEventsDeadLetters", mail_event("Send", prompt))
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
