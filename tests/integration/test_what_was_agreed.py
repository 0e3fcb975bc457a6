"""What was agreed, and by whom, on moto: the text that was seen is kept, and nobody is recorded unnamed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from world import World, http_event

from shared.domain import consent as consent_module
from shared.domain.consent import Purpose
from shared.domain.consent_text import CONSENT_TEXT
from shared.runtime import wiring
from shared.services.serve_therapist import enrolment


def test_keeps_the_names_of_others_sealed(world: World) -> None:
    """Who else was there is said with the upload, and lies in no row in clear."""
    client = world.enrol()
    form = {
        "extension": "wav",
        "modality": "room",
        "others": [{"name": "Marigold Fenwick", "agreed": True}],
    }
    path = f"/clients/{client.client_id}/uploads"

    answer = world.invoke("serve_therapist", http_event("POST", path, form, client.therapist_id))

    key = json.loads(answer["body"])["fields"]["key"]
    table = world.client_of("dynamodb").scan(TableName=world.deployed.physical_id("LedgerTable"))
    assert wiring.stores().declarations.get(client.client_id, key).others == ("Marigold Fenwick",)
    assert "Marigold" not in repr(table["Items"])


@pytest.mark.parametrize(
    "other", [{"name": "Marigold Fenwick"}, {"name": "Marigold Fenwick", "agreed": False}, {"agreed": True}]
)
def test_lets_nobody_be_recorded_who_is_not_named_and_agreed(world: World, other: dict) -> None:
    """A name alone, a no, and a nameless yes are all refused."""
    client = world.enrol()
    path = f"/clients/{client.client_id}/uploads"

    answer = world.invoke(
        "serve_therapist",
        http_event("POST", path, {"extension": "wav", "others": [other]}, client.therapist_id),
    )

    assert answer["statusCode"] == 422


def test_records_the_text_the_client_saw(world: World) -> None:
    """The hash comes from the page that was shown; an older page is refused."""
    client = world.enrol(purposes=())
    shown = json.loads(
        world.invoke("serve_therapist", http_event("GET", "/consent-text", therapist_id=client.therapist_id))["body"]
    )
    until = (world.clock.now() + timedelta(days=30)).isoformat()
    path = f"/clients/{client.client_id}/consent"

    def record(text_hash: str) -> dict:
        form = {"purposes": ["record"], "until": until, "text_hash": text_hash}
        return world.invoke("serve_therapist", http_event("PUT", path, form, client.therapist_id))

    assert record("0" * 64)["statusCode"] == 409
    kept = json.loads(record(shown["text_hash"])["body"])["grants"]["record"]
    text = consent_module.CONSENT_TEXT
    grant = wiring.stores().consents.get(client.client_id).grants[Purpose.RECORD]
    assert (kept["text_hash"], kept["recorded_by"]) == (text.digest, client.therapist_id)
    assert (grant.text_version, grant.firms_hash) == (text.version, text.firms_digest)


def test_takes_no_choice_in_sight_of_another_list_of_firms(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that was opened before a firm was added is refused, and so is a form that names no text at all."""
    client = world.enrol(purposes=())
    seen = CONSENT_TEXT.shown_digest
    newer = replace(CONSENT_TEXT, firms=(*CONSENT_TEXT.firms, "- Somebody new."))
    monkeypatch.setattr(enrolment, "CONSENT_TEXT", newer)
    form = {"purposes": ["record"], "until": (world.clock.now() + timedelta(days=30)).isoformat()}
    path = f"/clients/{client.client_id}/consent"

    answers = [
        world.invoke("serve_therapist", http_event("PUT", path, each, client.therapist_id))
        for each in ({**form, "text_hash": seen}, form, {**form, "text_hash": newer.shown_digest})
    ]

    assert [each["statusCode"] for each in answers] == [409, 422, 200]
