"""How the client's dial is put into words, and read back from a form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import cache
from zoneinfo import available_timezones

from shared.domain.client import COMPLAINED, Client, Dial, Rhythm
from shared.domain.notes.note import Pace

_RHYTHMS = {
    Rhythm.TWO_A_WEEK: "two notes a week",
    Rhythm.ONE_A_WEEK: "one note a week",
    Rhythm.ONE_A_FORTNIGHT: "one note in two weeks",
    Rhythm.ONE_A_MONTH: "one note in four weeks",
}
_PACES = {
    Pace.USUAL: "My own words, sometimes with a question",
    Pace.LIGHT: "My own words only, and no question",
}
_HOURS = {
    "day": (time(9), time(20), "Any time from 9 in the morning to 8 in the evening"),
    "morning": (time(9), time(12), "In the morning, from 9 to 12"),
    "afternoon": (time(12), time(17), "In the afternoon, from 12 to 5"),
    "evening": (time(17), time(20), "In the evening, from 5 to 8"),
}
_AS_IT_IS = "as-it-is"
_STOPPED = "No notes come to you."
_UNWANTED = "No notes come to you: the last one was reported as unwanted. Another address below puts that right."
_BAD_ADDRESS = "No notes come to you: the last one could not be delivered. Another address below puts that right."


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a choice."""

    value: str
    words: str
    is_chosen: bool


def rhythm_choices(dial: Dial) -> Sequence[Choice]:
    """How often, as a choice of one."""
    return [Choice(rhythm.value, words, rhythm is dial.rhythm) for rhythm, words in _RHYTHMS.items()]


def pace_choices(dial: Dial) -> Sequence[Choice]:
    """How much a note asks, as a choice of one."""
    return [Choice(pace.value, words, pace is dial.pace) for pace, words in _PACES.items()]


def hours_choices(dial: Dial) -> Sequence[Choice]:
    """At what time of day, as a choice of one; hours set otherwise stand first, as they are."""
    stands = (dial.opens, dial.closes)
    offered = [Choice(name, words, (opens, closes) == stands) for name, (opens, closes, words) in _HOURS.items()]
    if any(each.is_chosen for each in offered):
        return offered
    return [Choice(_AS_IT_IS, f"As it is now: {_between(dial)}", is_chosen=True), *offered]


@cache
def zones(now: str) -> Sequence[str]:
    """The places a person may be in, by continent and city, and the one that is set."""
    named = {zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")}
    return sorted(named | {now})


def as_dial(fields: Mapping[str, str], dial: Dial) -> Dial:
    """Read a form; what is not among the choices stays as it was."""
    rhythm = next((each for each in Rhythm if each.value == fields.get("rhythm")), dial.rhythm)
    pace = next((each for each in Pace if each.value == fields.get("pace")), dial.pace)
    opens, closes, _ = _HOURS.get(fields.get("hours", ""), (dial.opens, dial.closes, ""))
    zone = fields.get("zone", "")
    place = zone if zone in available_timezones() else dial.time_zone
    return replace(dial, rhythm=rhythm, pace=pace, opens=opens, closes=closes, time_zone=place)


def now_sentence(client: Client, now: datetime) -> str:
    """Say in one sentence how things stand."""
    dial = client.dial
    if client.has_stopped:
        return _STOPPED
    if client.mail_blocked:
        return _UNWANTED if client.mail_blocked == COMPLAINED else _BAD_ADDRESS
    if dial.paused_until is not None and dial.paused_until > now:
        until = dial.paused_until.astimezone(dial.zone)
        return f"Notes are paused until {until:%A} {until.day} {until:%B}."
    return f"At most {_RHYTHMS[dial.rhythm]}, {_between(dial)}."


def _between(dial: Dial) -> str:
    if dial.opens == dial.closes:
        return "at any hour"
    return f"between {_clock(dial.opens)} and {_clock(dial.closes)}"


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}".lstrip("0") if moment >= time(1) else f"{moment:%H:%M}"
