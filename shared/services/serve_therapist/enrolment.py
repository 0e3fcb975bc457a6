"""Clients come in, choose what they agree to, change their dial, and leave."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from shared.domain.client import Client
from shared.domain.consent import Consent, Purpose, grant_today
from shared.domain.consent_text import CONSENT_TEXT
from shared.errors import ConflictError, NotPermittedError, StaleError
from shared.ports import Clients, Clock, Consents, Outbox
from shared.services.end_consent import end_consent
from shared.services.serve_therapist.ownership import own_client


def enrol_client(client: Client, *, clients: Clients) -> Client:
    """Enrol a client; nothing is permitted until consent is recorded."""
    clients.add(client)
    return client


def enrol_once(client: Client, *, clients: Clients) -> None:
    """Enrol a client from a form that may be sent twice; the second time changes nothing."""
    with suppress(ConflictError):
        clients.add(client)


def record_consent(
    therapist_id: str,
    client_id: str,
    purposes: Sequence[Purpose],
    until: datetime,
    *,
    seen_hash: str,
    clients: Clients,
    consents: Consents,
    clock: Clock,
) -> Consent:
    """Record the choices a client made today, in sight of the text and the list of firms with this hash.

    Raises:
        MissingError: when this therapist has no such client.
        NotPermittedError: when the date lies in the past.
        StaleError: when the client saw another text, or another list, than the present one.
    """
    own_client(therapist_id, client_id, clients)
    now = clock.now()
    if until <= now:
        message = "consent cannot end before it begins: give a later date"
        raise NotPermittedError(message)
    if seen_hash != CONSENT_TEXT.shown_digest:
        message = "The text has changed since the client saw it. Show the present one, then record the choices."
        raise StaleError(message)
    consents.grant(client_id, dict.fromkeys(purposes, grant_today(now, until, therapist_id)))
    return consents.get(client_id)


def withdraw_consent(
    therapist_id: str,
    client_id: str,
    extent: str,
    *,
    clients: Clients,
    consents: Consents,
    outbox: Outbox,
    clock: Clock,
) -> None:
    """End consent at once; what was made under it is removed by the next step, and then confirmed."""
    own_client(therapist_id, client_id, clients)
    end_consent(client_id, extent, consents=consents, outbox=outbox, clock=clock)


def change_details(
    therapist_id: str, client_id: str, change: Callable[[Client], Client], *, clients: Clients
) -> Client:
    """Change who a client is or where the two are; what the client changed meanwhile on the dial stays."""
    changed = change(own_client(therapist_id, client_id, clients))
    clients.change(changed)
    return changed


def change_next_session(therapist_id: str, client_id: str, at: datetime | None, *, clients: Clients) -> Client:
    """Say when the next session is: no note goes out after it began."""
    changed = replace(own_client(therapist_id, client_id, clients), next_session_at=at)
    clients.change(changed)
    return changed
