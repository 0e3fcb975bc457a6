"""How the pages say when something was, and what the client chose."""

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.domain.prompt import Answer

ANSWERS = {Answer.KEPT: "You kept this for next time.", Answer.NOT_NOW: "You said not now."}


def said_when(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Name a moment as a person would: today, or by its day."""
    there, today = at.astimezone(zone), now.astimezone(zone)
    day = "Today" if there.date() == today.date() else f"{there:%A} {there.day} {there:%B}"
    return f"{day}, {there:%H:%M}"
