"""The six gates of the flow: at each, consent and the policy of the place both have to say yes."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.client import Client
from shared.domain.consent import Consent, Purpose, Refusal
from shared.domain.places import PART_2, Modality, Rules, policy


class Gate(StrEnum):
    """Where the flow stops and asks."""

    UPLOAD = "upload"
    DECODE = "decode"
    TRANSCRIBE = "transcribe"
    DRAFT = "draft"
    APPROVE = "approve"
    SEND = "send"


_SOUND = (Purpose.RECORD, Purpose.READ)
_NOTE = (Purpose.READ, Purpose.MAIL)
_PURPOSES = {
    Gate.UPLOAD: _SOUND,
    Gate.DECODE: _SOUND,
    Gate.TRANSCRIBE: _SOUND,
    Gate.DRAFT: (Purpose.READ,),
    Gate.APPROVE: _NOTE,
    Gate.SEND: _NOTE,
}
_ON_SOUND = frozenset({Gate.UPLOAD, Gate.DECODE, Gate.TRANSCRIBE})


def rules_for(client: Client, at: datetime) -> Rules:
    """Give the rules a client's sessions stand under: the strictest of both parties' places."""
    places = {client.place, client.therapist_place, *([PART_2] if client.is_part_2 else [])}
    return policy().rules(places, on=at.date())


def refusal_at(
    gate: Gate, client: Client, consent: Consent, at: datetime, *, modality: Modality | None = None
) -> Refusal | None:
    """Tell why a client's session or note may not pass a gate at this moment, or None when it may.

    `modality` is how the session was held; the gates behind the reading do not ask it.
    """
    if not client.is_adult:
        return Refusal.NOT_ADULT
    refusal = consent.refuses_any(_PURPOSES[gate], at)
    if refusal is not None:
        return refusal
    rules = rules_for(client, at)
    if gate in _ON_SOUND and not rules.permits_upload(modality):
        return Refusal.TELEHEALTH
    if gate is Gate.UPLOAD and _is_too_fresh(consent, rules, at):
        return Refusal.LEAD_TIME
    if gate in {Gate.APPROVE, Gate.SEND} and not rules.client_mail:
        return Refusal.CLIENT_MAIL
    return None


def may_hold_full_text(client: Client, consent: Consent, at: datetime) -> bool:
    """Tell whether the note itself may stand in the mail."""
    return rules_for(client, at).full_text and consent.refuses(Purpose.FULL_TEXT, at) is None


def _is_too_fresh(consent: Consent, rules: Rules, at: datetime) -> bool:
    given_at = max(consent.grants[purpose].given_at for purpose in _SOUND)
    return at < given_at + timedelta(hours=rules.consent_lead_hours)
