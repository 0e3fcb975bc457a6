"""Where a step lays down a recording while it works on it: a fresh folder for each message, gone with it."""

import os
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir

_OWN = re.compile(r"doorknob-room-(\d{1,9})-\w+")  # the number is that of the process that made it


def working_room() -> "TemporaryDirectory[str]":
    """Make a room for one message.

    A sandbox whose time was up starts its process again and finds its disk as it was, with a client's voice on it:
    what a process left that was killed there is removed first.
    """
    clear_left_rooms()
    return TemporaryDirectory(prefix=f"doorknob-room-{os.getpid()}-")


@cache  # once a process, before it has a room of its own
def clear_left_rooms() -> None:
    """Remove the rooms of processes that are no more; one that had our number is one of them."""
    for path in Path(gettempdir()).iterdir():
        found = _OWN.fullmatch(path.name)
        if found and not _is_anothers(int(found[1])):
            rmtree(path, ignore_errors=True)


def _is_anothers(process: int) -> bool:
    """Tell whether a living process has this number, other than our own."""
    try:
        with suppress(PermissionError):  # another user's is alive as well
            os.kill(process, 0)
    except ProcessLookupError:
        return False
    return process != os.getpid()
