"""Another address: it counts only once a link sent to it was opened and pressed."""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.client import COMPLAINED, Client, NewAddress
from shared.domain.identity import PromptRef
from shared.domain.mail.address import checked_address
from shared.domain.mail.link_mail import ADDRESS_CHECK
from shared.domain.words import Words
from shared.errors import MailRefusedError, MissingError
from shared.services.serve_client.door import Door, change_client
from shared.services.serve_client.post import Post

APART = timedelta(minutes=10)  # between two links to new addresses


def ask_address(door: Door, post: Post, ref: PromptRef, email: str, check_id: str) -> bool:
    """Remember a new address beside the old one, and send the link that makes it count.

    Within ten minutes no second link leaves, also where the first one failed, so that nobody's mailbox
    can be filled from here; then nothing changes and the answer is False.

    Raises:
        UnmailableError: when it is not one plain address.
        MailRefusedError, MailUnsureError: when the link did not leave.
    """
    wanted = NewAddress(checked_address(email.strip(), "new"), check_id, door.clock.now())
    held = change_client(door, ref.client_id, lambda client: _asked(client, wanted)).profile.new_address
    if held is not None and held.check_id != wanted.check_id:
        return held.has_left and held.email == wanted.email  # a double click: the link is on its way already
    try:
        post.send_link(ADDRESS_CHECK, PromptRef(ref.client_id, check_id), wanted.email, wanted.asked_at)
    except MailRefusedError:
        change_client(door, ref.client_id, lambda client: _with_wanted(client, replace(wanted, has_left=False)))
        raise
    return True


def confirm_address(door: Door, check: PromptRef) -> None:
    """Let the new address count; pressing twice changes nothing.

    Raises:
        MissingError: when another address was asked for since, or the client is gone.
    """
    change_client(door, check.client_id, lambda client: _confirmed(client, check.prompt_id, door.clock.now()))


def _confirmed(client: Client, check_id: str, now: datetime) -> Client:
    wanted = client.profile.new_address
    if wanted is None or wanted.check_id != check_id:
        message = "no such address is waiting"
        raise MissingError(message)
    if wanted.is_confirmed:
        return client
    profile = replace(client.profile, email=Words(wanted.email), new_address=replace(wanted, is_confirmed=True))
    is_other = profile.email != client.profile.email
    blocked = COMPLAINED if client.mail_blocked == COMPLAINED and not is_other else ""  # another starts afresh
    since = now if is_other else client.address_since
    new_reader = None if is_other else client.new_reader  # a link in the former mailbox lets nobody in any more
    return replace(client, profile=profile, mail_blocked=blocked, address_since=since, new_reader=new_reader)


def _asked(client: Client, wanted: NewAddress) -> Client:
    before = client.profile.new_address
    is_too_soon = before is not None and wanted.asked_at - before.asked_at < APART
    return client if is_too_soon else _with_wanted(client, wanted)


def _with_wanted(client: Client, wanted: NewAddress) -> Client:
    return replace(client, profile=replace(client.profile, new_address=wanted))
