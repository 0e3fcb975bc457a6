"""What brings a draft to the mailbox and back, a step at a time: approval, release, SES's word, where it stands."""

import json
from datetime import timedelta

from world import World, http_event

from shared.domain.prompt import Prompt, PromptState
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
    tags = {"client_id": [prompt.ref.client_id], "prompt_id": [prompt.ref.prompt_id]}
    return json.dumps({"eventType": kind, "mail": {"messageId": "m-1", "tags": tags}, **extra})
