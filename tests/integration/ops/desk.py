"""An operator's desk for tests: `doorknob ops` as it is typed, and the mishaps it is there for."""

import json
from uuid import uuid4

import pytest
from seeded import seed_draft
from sending import approve, release_and_send, state_of
from typer.testing import CliRunner, Result
from world import World

from infrastructure.cli.app import app
from shared.adapters.ses_mailer import SesMailer
from shared.domain.client import Client
from shared.domain.prompt import Prompt, PromptState
from shared.errors import MailUnsureError

LOOK = ("--dry-run",)
DO = ("--yes",)


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
