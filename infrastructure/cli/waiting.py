"""Waits for something that another process brings about, by looking again until a limit."""

import time
from collections.abc import Callable


def came_in_time(is_done: Callable[[], bool], *, limit_s: float, look_s: float) -> bool:
    """Look every `look_s` seconds until it is done, for at most `limit_s`; tell whether it was."""
    until = time.monotonic() + limit_s
    while not is_done():
        if time.monotonic() > until:
            return False
        time.sleep(look_s)
    return True
