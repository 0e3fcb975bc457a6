"""What a therapist does on a review's cards: opens the evidence, edits, approves."""

from seeded import SAID
from visitor import Visitor

from shared.domain.prompt import Prompt
from shared.runtime import wiring


def page_of(prompt: Prompt) -> str:
    ref = prompt.session
    return f"/console/clients/{ref.client_id}/sessions/{ref.session_id}/review"


def act(dana: Visitor, prompt: Prompt, name: str, **fields: str) -> dict:
    return dana.post(f"/console/clients/{prompt.ref.client_id}/prompts/{prompt.ref.prompt_id}/{name}", **fields)


def now(prompt: Prompt) -> Prompt:
    return wiring.stores().prompts.get(prompt.ref)


def open_and_approve(dana: Visitor, prompt: Prompt) -> dict:
    act(dana, prompt, "evidence")
    return act(dana, prompt, "approval", text_hash=now(prompt).text_hash)


def edited(dana: Visitor, prompt: Prompt, word: str, **fields: str) -> dict:
    body = f'Hi Robin,\n\nYou said, "{SAID}." {word}\n\nDana'
    return act(dana, prompt, "text", subject="To open, or not", body=body, **fields)
