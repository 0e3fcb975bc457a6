"""The note itself: shown as it was approved, kept for next time, or left."""

from dataclasses import dataclass

from shared.domain.identity import PromptRef
from shared.domain.notes.note import Note
from shared.domain.prompt import Answer
from shared.domain.words import Words
from shared.services import vault_paths
from shared.services.documents import NOTE
from shared.services.serve_client.door import Door, sent_note


@dataclass(frozen=True, slots=True)
class NotePage:
    """What the page behind a mail's link shows."""

    note: Note
    therapist_name: Words
    answer: Answer | None


def show_note(door: Door, ref: PromptRef) -> NotePage:
    """Show a note that was sent; MissingError when there is nothing to show any more."""
    prompt, client = sent_note(door, ref)
    path = vault_paths.note(prompt.session, prompt.approved_hash)
    note = NOTE.validate_json(door.vault.get(ref.client_id, path))
    return NotePage(note, client.profile.therapist_name, prompt.answer)


def answer_note(door: Door, ref: PromptRef, answer: Answer) -> None:
    """Keep a note for next time, or leave it; either may be changed."""
    prompt, _ = sent_note(door, ref)
    door.prompts.answer(prompt, answer)
