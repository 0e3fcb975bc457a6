"""What a client chose to share with the therapist, and nothing else (rule P10)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.reply import Reply, ReplyKind
from shared.errors import MissingError
from shared.ports import Clients, Replies, Vault
from shared.services import vault_paths
from shared.services.serve_therapist.ownership import own_client


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line the client shared; a spoken one has no text."""

    reply: Reply
    text: str = field(repr=False)


def shared_replies(
    therapist_id: str, client_id: str, *, clients: Clients, replies: Replies, vault: Vault
) -> Sequence[SharedLine]:
    """Give what one client shares, oldest first; MissingError when this therapist has no such client."""
    own_client(therapist_id, client_id, clients)
    shared = [reply for reply in replies.of_client(client_id) if reply.is_shared]
    return [SharedLine(reply, words_of(reply, vault)) for reply in shared]


def shared_sound(
    therapist_id: str, client_id: str, reply_id: str, *, clients: Clients, replies: Replies, vault: Vault
) -> tuple[bytes, str]:
    """Give a shared recording and its media type.

    Raises:
        MissingError: when this therapist has no such client, or the client does not share it.
    """
    own_client(therapist_id, client_id, clients)
    for reply in replies.of_client(client_id):
        if reply.reply_id == reply_id and reply.is_shared and reply.kind is ReplyKind.SPOKEN:
            return vault.get(client_id, vault_paths.reply(reply)), reply.sound_type
    message = f"no shared recording {reply_id}"
    raise MissingError(message)


def words_of(reply: Reply, vault: Vault) -> str:
    """Give the words of a line; a spoken one has none."""
    if reply.kind is ReplyKind.SPOKEN:
        return ""
    return vault.get(reply.note.client_id, vault_paths.reply(reply)).decode()
