"""What a client agreed to, asked at every gate of the flow before anything is done."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shared.domain.consent_text import CONSENT_TEXT, ConsentText


class Purpose(StrEnum):
    """One of four separate choices."""

    RECORD = "record"
    READ = "read"
    MAIL = "mail"
    FULL_TEXT = "full_text"


class Refusal(StrEnum):
    """Why consent or the policy of a place does not permit something, in one word for the ledger."""

    NO_CONSENT = "NO_CONSENT"
    PURPOSE = "PURPOSE"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"
    CHANGED = "CHANGED"
    OUTDATED = "OUTDATED"
    NOT_ADULT = "NOT_ADULT"
    LEAD_TIME = "LEAD_TIME"
    TELEHEALTH = "TELEHEALTH"
    CLIENT_MAIL = "CLIENT_MAIL"
    UNDECLARED = "UNDECLARED"


ASKS_AGAIN = frozenset({Refusal.OUTDATED})  # the client has taken nothing back, and may say yes to the present text

SENTENCES = {
    Refusal.NO_CONSENT: "No consent is on record for this client. Record the client's consent, then upload again.",
    Refusal.PURPOSE: "The client has agreed to other things, but not to this one. Ask the client, record the choice.",
    Refusal.EXPIRED: "The client's consent has run out. Ask again and record the new date, then upload again.",
    Refusal.WITHDRAWN: "The client has withdrawn consent. Nothing was kept and nothing more will be done.",
    Refusal.CHANGED: "Consent was withdrawn after this session began. The session was stopped and its data removed.",
    Refusal.OUTDATED: "What the client agreed to has since changed: the text, or the list of firms that handle data. "
    "Show the client the present text and record the choices again.",
    Refusal.NOT_ADULT: "This is for adults only, and nobody has confirmed that this client is one.",
    Refusal.LEAD_TIME: "Where you or the client are, consent must be older than this before a session is recorded. "
    "Upload the next session.",
    Refusal.TELEHEALTH: "Where you or the client are, a session by video or telephone may not be recorded, or nobody "
    "said how this one was held. Upload sessions held in the room, and say so.",
    Refusal.CLIENT_MAIL: "Where you or the client are, no note may go to a client. Bring it up in the room instead.",
    Refusal.UNDECLARED: "Nobody said how this session was held and who else was there. Ask for a new upload link, "
    "say so, and upload again.",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One choice the client made.

    `text_version` and `text_hash` name the consent text the client saw, `firms_hash` the list of
    sub-processors below it, `recorded_by` the therapist who wrote the choice down.
    """

    given_at: datetime
    until: datetime
    text_version: str
    text_hash: str
    recorded_by: str
    firms_hash: str = ""

    def rests_on(self, text: ConsentText) -> bool:
        """Tell whether the client saw exactly this text and this list."""
        return (self.text_hash, self.firms_hash) == (text.digest, text.firms_digest)


def grant_today(at: datetime, until: datetime, recorded_by: str) -> Grant:
    """Write down a choice made in sight of the present text."""
    text = CONSENT_TEXT
    return Grant(at, until, text.version, text.digest, recorded_by, text.firms_digest)


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
        if at >= grant.until:
            return Refusal.EXPIRED
        return None if grant.rests_on(CONSENT_TEXT) else Refusal.OUTDATED

    def refuses_any(self, purposes: tuple[Purpose, ...], at: datetime) -> Refusal | None:
        """Tell the first reason why one of these purposes is not permitted, or None."""
        refusals = (self.refuses(purpose, at) for purpose in purposes)
        return next((refusal for refusal in refusals if refusal), None)
