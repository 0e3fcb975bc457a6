"""What a client agreed to, asked at every gate of the flow before anything is done."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """One of four separate choices."""

    RECORD = "record"
    READ = "read"
    MAIL = "mail"
    FULL_TEXT = "full_text"


class Refusal(StrEnum):
    """Why consent does not permit something, in one word for the ledger."""

    NO_CONSENT = "NO_CONSENT"
    PURPOSE = "PURPOSE"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    CHANGED = "CHANGED"


SENTENCES = {
    Refusal.NO_CONSENT: "No consent is on record for this client. Record the client's consent, then upload again.",
    Refusal.PURPOSE: "The client has agreed to other things, but not to this one. Ask the client, record the choice.",
    Refusal.EXPIRED: "The client's consent has run out. Ask again and record the new date, then upload again.",
    Refusal.WITHDRAWN: "The client has withdrawn consent. Nothing was kept and nothing more will be done.",
    Refusal.CHANGED: "Consent was withdrawn after this session began. The session was stopped and its data removed.",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One choice the client made.

    `text_version` and `text_hash` name the consent text the client saw, `recorded_by` the
    therapist who wrote the choice down.
    """

    given_at: datetime
    until: datetime
    text_version: str
    text_hash: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Every choice in force for one client.

    `epoch` counts withdrawals: whatever began under an earlier epoch may write nothing more.
    `revision` counts every change, so that a claim can rest on exactly what was read.
    """

    client_id: str
    epoch: int = 0
    revision: int = 0
    grants: dict[Purpose, Grant] = field(default_factory=dict)
    withdrawn_at: datetime | None = None

    def refuses(self, purpose: Purpose, at: datetime) -> Refusal | None:
        """Tell why this purpose is not permitted at this moment, or None when it is."""
        if self.withdrawn_at is not None:
            return Refusal.WITHDRAWN
        if not self.grants:
            return Refusal.NO_CONSENT
        grant = self.grants.get(purpose)
        if grant is None or at < grant.given_at:
            return Refusal.PURPOSE
        return Refusal.EXPIRED if at >= grant.until else None

    def refuses_any(self, purposes: tuple[Purpose, ...], at: datetime) -> Refusal | None:
        """Tell the first reason why one of these purposes is not permitted, or None."""
        refusals = (self.refuses(purpose, at) for purpose in purposes)
        return next((refusal for refusal in refusals if refusal), None)
