"""A client, a therapist or an operator ends consent: the write stops the flow, the message starts the forgetting."""

from shared.messages import ForgetClient
from shared.ports import Clock, Consents, Outbox


def end_consent(client_id: str, extent: str, *, consents: Consents, outbox: Outbox, clock: Clock) -> None:
    """Withdraw, by whoever may: at once for everything in flight, whatever becomes of the message."""
    consents.withdraw(client_id, clock.now(), extent=extent)
    outbox.send(ForgetClient.model_validate({"client_id": client_id, "extent": extent}))
