"""How soon a page that waits looks again: soon at first, and seldom once nothing has come for a while."""

from datetime import datetime, timedelta

SOON_S, SELDOM_S = 2, 10
PATIENCE_S = 60  # a session of 50 minutes is heard in half of it, where nothing is in its way


def seconds_to_next_look(since: datetime, now: datetime) -> int:
    """Give the seconds until the next look, for a page that has seen nothing new since then.

    Every open page asks at the one door that all share; where many wait, each must ask less.
    """
    return SOON_S if now - since < timedelta(seconds=PATIENCE_S) else SELDOM_S
