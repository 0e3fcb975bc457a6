"""What brings a draft to the mailbox and back, a step at a time: approval, release, SES's word, where it stands."""

import json
from datetime import timedelta

import pytest
from world import World, http_event

from shared.adapters.ses_mailer import SesMailer
from shared.domain.prompt import Prompt, PromptState
from shared.errors import MailUnsureError
from shared.runtime import wiring


def approve(world: World, prompt: Prompt, text_hash: str = "") -> dict:
    path = f"/clients/{prompt.ref.client_id}/prompts/{prompt.ref.prompt_id}"
    body = {"text_hash": text_hash or prompt.text_hash}
    world.invoke("serve_therapist", http_event("PUT", f"{path}/evidence", None, prompt.therapist_id))
    return world.invoke("serve_therapist", http_event("PUT", f"{path}/approval", body, prompt.therapist_id))


def release_and_send(world: World) -> None:
    world.clock.move(timedelta(seconds=1))
    world.tick("release_prompts")
    world.drain()


def state_of(prompt: Prompt) -> PromptState:
    return wiring.stores().prompts.get(prompt.ref).state


def mail_event(kind: str, prompt: Prompt, **extra: object) -> str:
    """Write an event as SES does: it quotes the address and the subject."""
    tags = {"client_id": [prompt.ref.client_id], "prompt_id": [prompt.ref.prompt_id]}
    mail = {"messageId": "m-1", "tags": tags, "destination": ["robin@example.com"], "commonHeaders": {"subject": "Hi"}}
    return json.dumps({"eventType": kind, "mail": mail, **extra})


def release_and_lose_the_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send what is due while nobody hears whether SES took it."""

    def lose(_mailer: SesMailer, _mail: object) -> str:
        message = "ReadTimeoutError"
        raise MailUnsureError(message)

    with monkeypatch.context() as patch:
        patch.setattr(SesMailer, "send", lose)
        release_and_send(world)
