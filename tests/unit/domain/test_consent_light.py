"""The light beside a client's name, for every standing of a consent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.client import Client, Profile
from shared.domain.consent import Consent, Purpose, grant_today
from shared.domain.consent_light import Light, light_of
from shared.domain.mail.masked import masked
from shared.domain.notes.note import Note
from shared.domain.notes.own_line import with_own_line
from shared.domain.words import Words

NOW = datetime(2026, 11, 25, tzinfo=UTC)
ALL = tuple(Purpose)
ADULT = Client("c", "t", Profile(Words("Robin"), Words(""), Words("Dana")), is_adult=True)


def consent(*purposes: Purpose, days: float = 90.0, withdrawn: bool = False) -> Consent:
    grant = replace(grant_today(NOW, NOW + timedelta(days=days), "t"), given_at=NOW - timedelta(days=1))
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
    shown = light_of(ADULT, given, NOW)

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


@pytest.mark.parametrize(("place", "said"), [("US-NV", "No note may go"), ("US-VT", "none by video"), ("", "by mail")])
def test_says_what_the_place_forbids(place: str, said: str) -> None:
    """The stricter of the two parties' places counts."""
    assert said in light_of(replace(ADULT, place=place), consent(*ALL), NOW).why


def test_stays_red_for_who_is_not_known_to_be_an_adult() -> None:
    """Nobody confirmed it, so nothing may come in."""
    assert light_of(replace(ADULT, is_adult=False), consent(*ALL), NOW).light is Light.RED


def test_says_what_to_do_when_the_text_has_changed() -> None:
    """An older text lets nothing in, and the next act is to show the present one."""
    before = consent(*ALL)
    older = {purpose: replace(grant, text_hash="0" * 64) for purpose, grant in before.grants.items()}

    shown = light_of(ADULT, replace(before, grants=older), NOW)

    assert shown.light is Light.RED
    assert "present text" in shown.next_act
