"""A client withdraws: consent ends at once, and everything made from the sessions is removed."""

from shared.domain.identity import PromptRef
from shared.services.end_consent import end_consent
from shared.services.serve_client.door import Door


def withdraw(door: Door, ref: PromptRef) -> None:
    """Withdraw consent: everything made from the client's sessions is removed."""
    end_consent(ref.client_id, "sessions", consents=door.consents, outbox=door.outbox, clock=door.clock)
