"""A step's own folder on the disk: fresh, gone with its message, and what a killed process left goes before it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from shared.adapters.working_room import clear_left_rooms, working_room


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a disk of the test's own, on which nothing was cleared yet."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    clear_left_rooms.cache_clear()
    return tmp_path


def leave(disk: Path, process: int) -> Path:
    room = disk / f"doorknob-room-{process}-a1b2"
    room.mkdir()
    (room / "recording-00").write_bytes(b"somebody's voice")
    return room


def test_is_gone_with_its_message(disk: Path) -> None:
    """Also where the work in it fails."""

    def fail_at_work() -> None:
        with working_room() as room:
            Path(room, "recording-00").write_bytes(b"somebody's voice")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_at_work()

    assert list(disk.iterdir()) == []


def test_clears_what_a_killed_process_left(disk: Path) -> None:
    """A sandbox that ran out of time keeps its disk; its next process may even have the number of the one before."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = [leave(disk, ended.pid), leave(disk, os.getpid())]

    with working_room() as room:
        assert list(disk.iterdir()) == [Path(room)]

    assert not any(each.exists() for each in left)


def test_leaves_alone_what_is_not_its_own_to_clear(disk: Path) -> None:
    """On one machine other workers are at work in rooms of theirs, and other programs have folders."""
    others = [leave(disk, os.getppid()), disk / "tmpabcdef"]
    others[1].mkdir()

    with working_room():
        assert all(each.exists() for each in others)


def test_keeps_a_room_that_it_has_itself() -> None:
    """It is cleared up once a process, not under the feet of its own work."""
    with working_room() as first, working_room():
        assert Path(first).exists()
