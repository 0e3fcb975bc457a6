"""Consent answers for one purpose at one moment."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain import consent as consent_module
from shared.domain.consent import SENTENCES, Consent, Purpose, Refusal, grant_today
from shared.domain.consent_text import CONSENT_TEXT

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def granted(*purposes: Purpose, days: int = 10) -> Consent:
    grant = grant_today(NOW, NOW + timedelta(days=days), "t-1")
    return Consent("c-1", grants=dict.fromkeys(purposes, grant))


def test_permits_what_was_agreed_until_it_ends() -> None:
    """The last moment is excluded."""
    consent = granted(Purpose.RECORD)

    assert consent.refuses(Purpose.RECORD, NOW) is None
    assert consent.refuses(Purpose.RECORD, NOW + timedelta(days=10)) is Refusal.EXPIRED


def test_refuses_what_was_never_agreed() -> None:
    """Each choice stands for itself."""
    assert Consent("c-1").refuses(Purpose.RECORD, NOW) is Refusal.NO_CONSENT
    assert granted(Purpose.RECORD).refuses(Purpose.MAIL, NOW) is Refusal.PURPOSE
    assert granted(Purpose.RECORD).refuses(Purpose.RECORD, NOW - timedelta(days=1)) is Refusal.PURPOSE


def test_refuses_everything_once_withdrawn() -> None:
    """Withdrawing ends every choice, whatever else is on record."""
    consent = Consent("c-1", grants=granted(*Purpose).grants, withdrawn_at=NOW)

    assert {consent.refuses(purpose, NOW) for purpose in Purpose} == {Refusal.WITHDRAWN}


def test_names_the_first_purpose_that_is_refused() -> None:
    """A gate that needs two choices needs both."""
    assert granted(Purpose.RECORD).refuses_any((Purpose.RECORD, Purpose.READ), NOW) is Refusal.PURPOSE
    assert granted(*Purpose).refuses_any((Purpose.RECORD, Purpose.READ), NOW) is None


@pytest.mark.parametrize("refusal", list(Refusal))
def test_has_a_sentence_for_every_refusal(refusal: Refusal) -> None:
    """A therapist reads what happened."""
    assert SENTENCES[refusal].endswith(".")


def test_keeps_the_consent_text_with_its_hash() -> None:
    """What a client saw can be shown to be the same text later."""
    assert len(CONSENT_TEXT.digest) == 64
    assert "withdraw" in CONSENT_TEXT.text.lower()


@pytest.mark.parametrize("change", [{"text": "Another text."}, {"firms": ("- Somebody new.",)}])
def test_asks_again_when_the_text_or_the_list_of_firms_changes(change: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    """Consent under an older text or list permits nothing; a choice made in sight of the new one does."""
    before = granted(*Purpose)
    monkeypatch.setattr(consent_module, "CONSENT_TEXT", replace(CONSENT_TEXT, **change))

    assert {before.refuses(purpose, NOW) for purpose in Purpose} == {Refusal.OUTDATED}
    assert granted(*Purpose).refuses(Purpose.MAIL, NOW) is None


def test_shows_the_client_who_handles_the_data() -> None:
    """The list stands below the text."""
    assert CONSENT_TEXT.firms
    assert all(firm in CONSENT_TEXT.shown for firm in CONSENT_TEXT.firms)
