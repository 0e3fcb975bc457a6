"""Asks at a gate on behalf of a step: reads the client and the consent, and gives the first refusal."""

from dataclasses import dataclass

from shared.domain.consent import Refusal
from shared.domain.gates import Gate, refusal_at
from shared.domain.session import Session
from shared.errors import MissingError
from shared.ports import Clients, Clock, Consents


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """What asking needs."""

    clients: Clients
    consents: Consents
    clock: Clock

    def refusal(self, gate: Gate, session: Session) -> Refusal | None:
        """Tell why a session may not pass this gate now, or None; a client who is gone has withdrawn."""
        consent = self.consents.get(session.ref.client_id)
        if consent.epoch != session.consent_epoch:
            return Refusal.CHANGED
        try:
            client = self.clients.get(session.ref.client_id)
        except MissingError:
            return Refusal.WITHDRAWN
        return refusal_at(gate, client, consent, self.clock.now(), modality=session.modality)
