"""The light beside a client's name, for every standing of a consent."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.consent import Consent, Grant, Purpose
from shared.domain.consent_light import Light, light_of
from shared.domain.mail.masked import masked
from shared.domain.notes.note import Note
from shared.domain.notes.own_line import with_own_line

NOW = datetime(2026, 11, 25, tzinfo=UTC)
ALL = tuple(Purpose)


def consent(*purposes: Purpose, days: float = 90.0, withdrawn: bool = False) -> Consent:
    grant = Grant(NOW - timedelta(days=1), NOW + timedelta(days=days), "2026-11", "0" * 64, "t")
    return Consent("c", grants=dict.fromkeys(purposes, grant), withdrawn_at=NOW if withdrawn else None)


@pytest.mark.parametrize(
    ("given", "light"),
    [
        (consent(), Light.RED),
        (consent(Purpose.RECORD), Light.RED),
        (consent(Purpose.READ, Purpose.MAIL), Light.RED),
        (consent(*ALL, days=-0.5), Light.RED),
        (consent(*ALL, withdrawn=True), Light.RED),
        (consent(*ALL, days=13), Light.AMBER),
        (consent(*ALL), Light.GREEN),
        (consent(Purpose.RECORD, Purpose.READ), Light.GREEN),
    ],
)
def test_shows_whether_a_recording_may_come_in(given: Consent, light: Light) -> None:
    """Red lets nothing in, and always says what to do next or why nothing is."""
    shown = light_of(given, NOW)

    assert shown.light is light
    assert shown.lets_in is (light is not Light.RED)
    assert shown.why
    assert shown.next_act or light is Light.GREEN


@pytest.mark.parametrize(("address", "shown"), [("robin@example.com", "r•••@e•••.com"), ("", ""), ("nowhere", "")])
def test_masks_an_address(address: str, shown: str) -> None:
    """The first letters and the ending are enough for who knows it."""
    assert masked(address) == shown


def test_leaves_a_note_as_it_is_without_a_line() -> None:
    """An empty field adds no empty paragraph."""
    note = Note("To open", "Hi\n\nDana")

    assert with_own_line(note, "  ") == note
    assert with_own_line(note, "A  line.").body == "Hi\n\nA line.\n\nDana"
