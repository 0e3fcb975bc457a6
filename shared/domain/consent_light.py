"""The light beside a client's name: may a recording come in today, why not, and what to do next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.domain.client import Client
from shared.domain.consent import SENTENCES, Consent, Purpose, Refusal
from shared.domain.gates import Gate, refusal_at, rules_for
from shared.domain.places import Modality

SOON = timedelta(days=14)  # consent that ends within two sessions is worth a word in the next one


class Light(StrEnum):
    """Whether a recording may come in."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class ConsentLight:
    """The light, why it stands as it does, and the therapist's next act."""

    light: Light
    why: str
    next_act: str

    @property
    def lets_in(self) -> bool:
        """Whether a recording may come in."""
        return self.light is not Light.RED


_RED: dict[Refusal, tuple[str, str]] = {
    Refusal.NO_CONSENT: ("No consent is on record.", "Read the choices together and record them."),
    Refusal.PURPOSE: (
        "The client has not agreed to both recording and software reading.",
        "Ask again, and record the choice. Nothing can be uploaded without both.",
    ),
    Refusal.EXPIRED: ("Consent has run out.", "Ask again and record a new date."),
    Refusal.WITHDRAWN: (
        "The client has withdrawn.",
        "Nothing to do. Should the client come back to it, record new choices.",
    ),
    Refusal.CHANGED: ("Consent has changed.", "Ask again and record the choices."),
    Refusal.OUTDATED: (
        "What the client agreed to has changed since: the text, or the firms that handle data.",
        "Show the present text and record the choices again.",
    ),
}


def light_of(client: Client, consent: Consent, at: datetime) -> ConsentLight:
    """Give the light of a client's consent at a moment, under the rules of both parties' places."""
    refusal = refusal_at(Gate.UPLOAD, client, consent, at, modality=Modality.ROOM)
    if refusal is not None:
        why, act = _RED.get(refusal, (SENTENCES[refusal], ""))
        return ConsentLight(Light.RED, why, act)
    ends = min(consent.grants[purpose].until for purpose in (Purpose.RECORD, Purpose.READ))
    if ends - at < SOON:
        return ConsentLight(Light.AMBER, "Consent ends soon.", "Ask in the next session and record a new date.")
    rules = rules_for(client, at)
    if not rules.telehealth_upload:
        return ConsentLight(
            Light.GREEN, "Sessions in the room may be recorded here, and none by video or telephone.", ""
        )
    if not rules.client_mail:
        return ConsentLight(
            Light.GREEN, "Recording and reading are agreed. No note may go to a client here: you get the brief.", ""
        )
    if consent.refuses(Purpose.MAIL, at) is not None:
        return ConsentLight(Light.GREEN, "Recording and reading are agreed. No mail: you get the brief only.", "")
    return ConsentLight(Light.GREEN, "Recording, reading and notes by mail are agreed.", "")
