"""Notes go out in the client's hours, at the client's pace (rule P9)."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.client import Client, Dial, Profile
from shared.domain.sending import MAX_IN_WINDOW, MIN_APART, PACE_WINDOW, earliest_sending
from shared.domain.words import Words

ZONES = ["America/New_York", "Europe/Dublin", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001  (Hypothesis wants them naive and adds the zone)
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def client(*, zone: str = "America/New_York", sent_at: tuple[datetime, ...] = (), **dial: object) -> Client:
    return Client("c-1", "t-1", Profile(Words("Robin"), Words(""), Words("Dana")), Dial(zone, **dial), sent_at=sent_at)


@given(wanted=MOMENTS, zone=st.sampled_from(ZONES))
def test_sends_between_nine_and_eight_by_the_clients_clock(wanted: datetime, zone: str) -> None:
    """Never before it was wanted, always inside the hours, also where the clocks change."""
    moment = earliest_sending(client(zone=zone), wanted)

    local = moment.astimezone(ZoneInfo(zone)).time()
    assert moment >= wanted
    assert time(9) <= local < time(20)


@given(sent=st.lists(MOMENTS, max_size=6), wanted=MOMENTS)
def test_keeps_the_pace(sent: list[datetime], wanted: datetime) -> None:
    """At most two notes in any seven days, and never two on one day."""
    past = tuple(sorted(each for each in sent if each <= wanted))

    moment = earliest_sending(client(sent_at=past), wanted)

    recent = [each for each in past if moment - each < PACE_WINDOW]
    assert len(recent) < MAX_IN_WINDOW
    assert all(moment - each >= MIN_APART for each in past)


@given(wanted=MOMENTS)
def test_finds_the_same_moment_when_asked_again(wanted: datetime) -> None:
    """What was found may be used: it does not move on by itself."""
    moment = earliest_sending(client(), wanted)

    assert earliest_sending(client(), moment) == moment


def test_waits_for_the_end_of_a_pause() -> None:
    """A pause holds everything back."""
    wanted = datetime(2026, 11, 24, 15, tzinfo=UTC)
    until = wanted + timedelta(days=30)

    assert earliest_sending(client(paused_until=until), wanted) >= until


def test_opens_at_nine_on_the_day_the_clocks_change() -> None:
    """On 8 March 2026 New York loses an hour; nine is then thirteen hours UTC, not fourteen."""
    wanted = datetime(2026, 3, 8, 6, tzinfo=UTC)

    assert earliest_sending(client(), wanted) == datetime(2026, 3, 8, 13, tzinfo=UTC)


def test_takes_midnight_to_midnight_as_any_hour() -> None:
    """The client may choose so."""
    wanted = datetime(2026, 11, 24, 3, tzinfo=UTC)

    assert earliest_sending(client(opens=time(0), closes=time(0)), wanted) == wanted
