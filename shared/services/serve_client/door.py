"""What serving a client needs, and who may come in: the reader of a note that was sent."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.client import Client
from shared.domain.identity import PromptRef
from shared.domain.prompt import Prompt, PromptState
from shared.errors import ConflictError, MissingError
from shared.ports import Clients, Clock, Consents, Outbox, Prompts, Replies, Vault

_READABLE = frozenset({PromptState.SENDING, PromptState.SENT, PromptState.UNCONFIRMED})
_MAILED = _READABLE | {PromptState.BOUNCED}  # reported as unwanted among them: that mail was read


@dataclass(frozen=True, slots=True)
class Door:
    """Held together for one request."""

    clients: Clients
    consents: Consents
    prompts: Prompts
    replies: Replies
    vault: Vault
    outbox: Outbox
    clock: Clock


def sent_note(door: Door, ref: PromptRef) -> tuple[Prompt, Client]:
    """Find a note that was sent, and its client.

    Raises:
        MissingError: when there is nothing to show any more.
    """
    prompt, client = door.prompts.get(ref), door.clients.get(ref.client_id)
    if prompt.state not in _READABLE or not prompt.approved_hash:
        message = f"{ref.prompt_id} is not there to be read"
        raise MissingError(message)
    return prompt, client


def refuse_unmailed(door: Door, ref: PromptRef) -> None:
    """Refuse a link that no mail can have carried.

    Raises:
        MissingError: when there is no such note, or it has not gone out.
    """
    if door.prompts.get(ref).state not in _MAILED:
        message = f"{ref.prompt_id} has not gone out"
        raise MissingError(message)


def change_client(door: Door, client_id: str, change: Callable[[Client], Client]) -> Client:
    """Change a client as it now stands; a change that came in between is read and respected, once."""
    changed = change(door.clients.get(client_id))
    try:
        door.clients.change(changed)
    except ConflictError:  # a double click, or a note that went out just now
        changed = change(door.clients.get(client_id))
        door.clients.change(changed)
    return changed
