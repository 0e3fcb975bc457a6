"""When a note may go out: the client's hours, the pace, the next session (rule P9)."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from shared.domain.client import Client, Dial, Rhythm

PACE_WINDOW = timedelta(days=7)
MAX_IN_WINDOW = 2  # rule P9: at most two notes in seven days
MIN_APART = Rhythm.TWO_A_WEEK.apart  # whatever pace the client chose
MIDNIGHT = time(0)


def earliest_sending(client: Client, wanted: datetime) -> datetime:
    """Give the first moment at or after `wanted` at which a note may go to this client, in UTC.

    The moment respects the client's pause, the pace and the hours, in this order, each of which
    only ever moves it later; across a change of the clocks the client's wall time counts.
    """
    moment = wanted.astimezone(UTC)
    if client.dial.paused_until is not None:
        moment = max(moment, client.dial.paused_until)
    moment = _after_pace(client.sent_at, client.dial.rhythm, moment)
    return _within_hours(client.dial, moment)


def _after_pace(sent_at: Sequence[datetime], rhythm: Rhythm, moment: datetime) -> datetime:
    recent = sorted(sent_at)[-MAX_IN_WINDOW:]
    if recent:
        moment = max(moment, recent[-1] + rhythm.apart)
    if len(recent) == MAX_IN_WINDOW:
        moment = max(moment, recent[0] + PACE_WINDOW)
    return moment


def _within_hours(dial: Dial, moment: datetime) -> datetime:
    if dial.opens == dial.closes == MIDNIGHT:
        return moment
    local = moment.astimezone(dial.zone)
    if local.time() < dial.opens:
        return _at_opening(dial, local)
    if local.time() >= dial.closes:
        return _at_opening(dial, local + timedelta(days=1))
    return moment


def _at_opening(dial: Dial, day: datetime) -> datetime:
    return datetime.combine(day.date(), dial.opens, tzinfo=dial.zone).astimezone(UTC)
