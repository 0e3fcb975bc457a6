"""Who may read: the browser that opened a client's first mail, and those a link to the client's mailbox lets in."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from shared.domain.client import Client
from shared.domain.identity import PromptRef
from shared.domain.mail.link_mail import READER_LINK
from shared.domain.readers import NewReader, reader_of, with_reader
from shared.errors import NotPermittedError
from shared.services.serve_client.door import Door, change_client, refuse_unmailed
from shared.services.serve_client.post import Post

APART = timedelta(minutes=10)  # between two links to other browsers


class Standing(StrEnum):
    """What a browser is to a client."""

    KNOWN = "known"
    FIRST = "first"  # nobody had read before, and from now on this one does
    STRANGER = "stranger"


def is_reader(door: Door, ref: PromptRef, browser: str) -> bool:
    """Whether a browser reads for this client; MissingError when the client is gone."""
    return reader_of(ref.client_id, browser) in door.clients.get(ref.client_id).readers


def admit(door: Door, ref: PromptRef, browser: str) -> Standing:
    """Let a reader in; where nobody has read yet, whoever first presses on a note that was sent is one.

    Raises:
        MissingError: when the client is gone, or the first note has not gone out.
    """
    readers, reader = door.clients.get(ref.client_id).readers, reader_of(ref.client_id, browser)
    if readers or not browser:
        return Standing.KNOWN if browser and reader in readers else Standing.STRANGER
    refuse_unmailed(door, ref)
    claimed = change_client(door, ref.client_id, lambda client: replace(client, readers=client.readers or (reader,)))
    return Standing.FIRST if reader in claimed.readers else Standing.STRANGER


def send_link(door: Door, post: Post, ref: PromptRef, link_id: str) -> None:
    """Mail the client a link that lets one more browser read, at most one in ten minutes.

    Nobody learns here whether one has left: who asks may be a stranger.

    Raises:
        MissingError: when the client is gone, or the note has not gone out.
        MailRefusedError, MailUnsureError: when the link did not leave.
    """
    refuse_unmailed(door, ref)
    wanted = NewReader(link_id, ref.prompt_id, door.clock.now())
    client = change_client(door, ref.client_id, lambda client: _asked(client, wanted))
    if client.new_reader == wanted:
        post.send_link(READER_LINK, PromptRef(ref.client_id, link_id), client.profile.email.reveal(), wanted.asked_at)


def use_link(door: Door, link: PromptRef, browser: str) -> PromptRef:
    """Let a browser read from now on, and give the note that it came for; pressing twice changes nothing.

    Raises:
        MissingError: when the client is gone.
        NotPermittedError: when another link was sent since, or another browser used this one.
    """
    reader = reader_of(link.client_id, browser)
    client = change_client(door, link.client_id, lambda client: _used(client, link.prompt_id, reader))
    new = client.new_reader
    if new is None or new.link_id != link.prompt_id or reader not in client.readers:
        message = "the link was used, or another was sent since"
        raise NotPermittedError(message)
    return PromptRef(link.client_id, new.prompt_id)


def _asked(client: Client, wanted: NewReader) -> Client:
    before = client.new_reader
    is_too_soon = before is not None and wanted.asked_at - before.asked_at < APART
    return client if is_too_soon or client.gets_no_mail else replace(client, new_reader=wanted)


def _used(client: Client, link_id: str, reader: str) -> Client:
    new = client.new_reader
    if new is None or new.is_used or new.link_id != link_id:
        return client
    return replace(client, new_reader=replace(new, is_used=True), readers=with_reader(client.readers, reader))
