"""The policy of each place: a row a jurisdiction, read from data, the strictest party first."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.domain.client import Client, Profile
from shared.domain.consent import Consent, Purpose, Refusal, grant_today
from shared.domain.gates import Gate, may_hold_full_text, refusal_at, rules_for
from shared.domain.places import EVERYWHERE, PART_2, REVIEW_EVERY, Modality, policy, read_policy
from shared.domain.words import Words

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = NOW.date()
ROOM, TELEHEALTH = Modality.ROOM, Modality.TELEHEALTH
PLACES = [*policy().names, ""]


def client(place: str = "", therapist_place: str = "", **changes: object) -> Client:
    fields = {"is_adult": True, **changes}
    return Client(
        "c-1",
        "t-1",
        Profile(Words("Robin"), Words(""), Words("Dana")),
        place=place,
        therapist_place=therapist_place,
        **fields,
    )


def agreed(*, hours_ago: float = 1.0) -> Consent:
    grant = grant_today(NOW - timedelta(hours=hours_ago), NOW + timedelta(days=9), "t-1")
    return Consent("c-1", grants=dict.fromkeys(Purpose, grant))


# place, how the session was held: is the recording let in, does a model read, may a note be mailed, in full
TABLE = [
    ("", ROOM, True, True, True, True),
    ("", TELEHEALTH, True, True, True, True),
    ("", None, True, True, True, True),
    ("US-IL", ROOM, True, False, True, True),
    ("US-IL", TELEHEALTH, True, False, True, True),
    ("US-IL", None, True, False, True, True),
    ("US-NV", ROOM, True, False, False, False),
    ("US-NV", TELEHEALTH, True, False, False, False),
    ("US-NV", None, True, False, False, False),
    ("US-VT", ROOM, True, True, True, True),
    ("US-VT", TELEHEALTH, False, True, True, True),
    ("US-VT", None, False, True, True, True),
    ("US-ME", ROOM, True, True, True, True),
    ("US-ME", TELEHEALTH, True, True, True, True),
    ("US-ME", None, True, True, True, True),
    ("US-CA", ROOM, True, True, True, True),
    ("US-CA", TELEHEALTH, True, True, True, True),
    ("US-CA", None, True, True, True, True),
    ("EU", ROOM, True, True, True, True),
    ("EU", TELEHEALTH, True, True, True, True),
    ("EU", None, True, True, True, True),
]


@pytest.mark.parametrize(("place", "modality", "comes_in", "labels", "mail", "full"), TABLE)
def test_permits_by_place_and_modality(
    place: str, modality: Modality | None, *, comes_in: bool, labels: bool, mail: bool, full: bool
) -> None:
    """The same for the client's place and for the therapist's."""
    for someone in (client(place), client("", place), client("US-CA", place)):
        upload = refusal_at(Gate.UPLOAD, someone, agreed(), NOW, modality=modality)
        send = refusal_at(Gate.SEND, someone, agreed(), NOW)

        assert upload is (None if comes_in else Refusal.TELEHEALTH)
        assert rules_for(someone, NOW).labels is labels
        assert send is (None if mail else Refusal.CLIENT_MAIL)
        assert may_hold_full_text(someone, agreed(), NOW) is full


def test_has_a_row_for_every_place_and_modality() -> None:
    """A place added to the file comes into the table, with every way to hold a session and with none said."""
    held = {(place, modality) for place, modality, *_ in TABLE}

    assert held == set(product({*policy().names, ""}, (*Modality, None)))


@given(left=st.sampled_from(PLACES), right=st.sampled_from(PLACES), part_2=st.booleans())
def test_lets_the_strictest_party_win(left: str, right: str, *, part_2: bool) -> None:
    """A second place only ever takes away, whichever of the two it is."""
    both = rules_for(client(left, right, is_part_2=part_2), NOW)

    assert both == rules_for(client(right, left, is_part_2=part_2), NOW).model_copy(
        update={"notice_items": both.notice_items}
    )
    for place in (left, right):
        alone = rules_for(client(place), NOW)
        for switch in ("labels", "client_mail", "full_text", "telehealth_upload"):
            assert getattr(both, switch) <= getattr(alone, switch)
        assert set(alone.notice_items) <= set(both.notice_items)


def test_keeps_part_2_records_to_the_quiet_mail() -> None:
    """Wherever the client is, and whatever the client chose."""
    assert may_hold_full_text(client(is_part_2=True), agreed(), NOW) is False
    assert refusal_at(Gate.SEND, client(is_part_2=True), agreed(), NOW) is None


def test_treats_an_unknown_place_as_any_other() -> None:
    """The rules that hold everywhere hold there."""
    assert rules_for(client("US-ZZ"), NOW) == rules_for(client(), NOW)


@pytest.mark.parametrize(("hours", "refusal"), [(23.9, Refusal.LEAD_TIME), (24.0, None)])
def test_waits_for_the_lead_time(hours: float, refusal: Refusal | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a row asks for a day, consent of an hour ago does not let a recording in."""
    slow = policy().rules([], on=DAY).model_copy(update={"consent_lead_hours": 24})
    monkeypatch.setattr("shared.domain.gates.rules_for", lambda *_: slow)

    assert refusal_at(Gate.UPLOAD, client(), agreed(hours_ago=hours), NOW, modality=ROOM) is refusal


@pytest.mark.parametrize("gate", list(Gate))
def test_serves_adults_only(gate: Gate) -> None:
    """Nobody passes a gate whom nobody has confirmed to be one."""
    assert refusal_at(gate, client(is_adult=False), agreed(), NOW) is Refusal.NOT_ADULT


def test_counts_a_row_from_its_day_on() -> None:
    """Maine's law came into force on 29 July 2026."""
    told = "that refusing costs the client no service"

    assert told not in policy().rules(["US-ME"], on=date(2026, 7, 28)).notice_items
    assert told in policy().rules(["US-ME"], on=date(2026, 7, 29)).notice_items


def test_says_which_rows_want_a_review() -> None:
    """Ninety days are well, one more is not."""
    oldest = min(row.reviewed_on for row in policy().places)

    assert policy().unreviewed(oldest + REVIEW_EVERY) == ()
    assert policy().unreviewed(oldest + REVIEW_EVERY + timedelta(days=1)) != ()


ROW = """
[[places]]
place = "{place}"
name = "somewhere"
labels = true
client_mail = true
full_text = true
telehealth_upload = true
consent_lead_hours = {hours}
notice_items = []
effective_from = 2020-01-01
source = "{source}"
reviewed_on = 2026-11-25
"""


def a_file(*places: str, hours: int = 0, source: str = "a law") -> str:
    return 'version = "t"\n' + "".join(ROW.format(place=place, hours=hours, source=source) for place in places)


@pytest.mark.parametrize(
    "text",
    [
        a_file(EVERYWHERE),
        a_file(EVERYWHERE, PART_2, "US-IL", "US-IL"),
        a_file(EVERYWHERE, PART_2, hours=-1),
        a_file(EVERYWHERE, PART_2, source=""),
        a_file(EVERYWHERE, PART_2) + "lables = true\n",
    ],
)
def test_refuses_a_file_that_is_wrong(text: str) -> None:
    """A missing row, a row given twice, a negative time, no source, a misspelt switch."""
    with pytest.raises(ValidationError):
        read_policy(text)


def test_reads_a_file_that_is_right() -> None:
    """So that the refusals above are for their reasons."""
    assert read_policy(a_file(EVERYWHERE, PART_2)).rules([], on=DAY).labels is True


def test_asks_every_gate_in_every_place() -> None:
    """No gate is forgotten: withdrawn consent passes none, anywhere."""
    gone = Consent("c-1", withdrawn_at=NOW)

    for gate, place in product(Gate, PLACES):
        assert refusal_at(gate, client(place), gone, NOW, modality=ROOM) is Refusal.WITHDRAWN
