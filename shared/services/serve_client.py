"""The client's page: the note, and what a client may do with it; looking never changes anything."""

from dataclasses import dataclass, replace
from datetime import timedelta

from shared.domain.client import Client
from shared.domain.identity import PromptRef
from shared.domain.notes.note import Note
from shared.domain.prompt import Answer, Prompt, PromptState
from shared.errors import MissingError
from shared.ports import Clients, Clock, Consents, Outbox, Prompts, Vault
from shared.services import vault_paths
from shared.services.documents import NOTE
from shared.services.serve_therapist.enrolment import end_consent

PAUSE = timedelta(days=30)  # a pause ends by itself; stopping does not
_READABLE = frozenset({PromptState.SENDING, PromptState.SENT, PromptState.UNCONFIRMED})


@dataclass(frozen=True, slots=True)
class NotePage:
    """What the page behind a mail's link shows."""

    note: Note
    therapist_name: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Door:
    """What serving a client needs, held together for one request."""

    clients: Clients
    consents: Consents
    prompts: Prompts
    vault: Vault
    outbox: Outbox
    clock: Clock


def show_note(door: Door, ref: PromptRef) -> NotePage:
    """Show a note that was sent; MissingError when there is nothing to show any more."""
    prompt, client = _sent(door, ref)
    path = vault_paths.note(prompt.session, prompt.approved_hash)
    note = NOTE.validate_json(door.vault.get(ref.client_id, path))
    return NotePage(note, client.profile.therapist_name, prompt.answer)


def answer_note(door: Door, ref: PromptRef, answer: Answer) -> None:
    """Keep a note for next time, or leave it; either may be changed."""
    prompt, _ = _sent(door, ref)
    door.prompts.answer(prompt, answer)


def pause_notes(door: Door, ref: PromptRef) -> None:
    """Hold every note back for a month."""
    client = door.clients.get(ref.client_id)
    paused = replace(client.dial, paused_until=door.clock.now() + PAUSE)
    door.clients.change(replace(client, dial=paused))


def stop_notes(door: Door, ref: PromptRef) -> None:
    """Stop all mail at once, also what is queued; doing it twice changes nothing."""
    door.clients.block_mail(ref.client_id, "STOPPED")


def withdraw(door: Door, ref: PromptRef) -> None:
    """Withdraw consent: everything made from the client's sessions is removed."""
    end_consent(ref.client_id, "sessions", consents=door.consents, outbox=door.outbox, clock=door.clock)


def _sent(door: Door, ref: PromptRef) -> tuple[Prompt, Client]:
    prompt, client = door.prompts.get(ref), door.clients.get(ref.client_id)
    if prompt.state not in _READABLE or not prompt.approved_hash:
        message = f"{ref.prompt_id} is not there to be read"
        raise MissingError(message)
    return prompt, client
