"""An operator's desk for tests: `doorknob ops` as it is typed, and the mishaps it is there for."""

import json
from uuid import uuid4

import pytest
from seeded import seed_draft
from sending import approve, release_and_lose_the_answer, state_of
from typer.testing import CliRunner, Result
from world import World

from infrastructure.cli.app import app
from shared.domain.client import Client
from shared.domain.prompt import Prompt, PromptState

LOOK = ("--dry-run",)
DO = ("--yes",)


def ops(*words: str) -> Result:
    return CliRunner().invoke(app, ["ops", *words])


def lose_sight(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    """Send a note whose answer from SES is lost."""
    prompt = seed_draft(world, client, name=f"{uuid4().hex}.wav")
    approve(world, prompt)
    release_and_lose_the_answer(world, monkeypatch)
    assert state_of(prompt) is PromptState.UNCONFIRMED
    return prompt


def s3_event(key: str) -> str:
    return json.dumps({"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": {"key": key}}}]})
