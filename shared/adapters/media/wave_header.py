"""What a wave file's own header promises; the library quietly replaces it by what is there."""

import math
from os import SEEK_CUR
from pathlib import Path

_RIFF_HEAD = 12  # bytes: RIFF, length, WAVE
_CHUNK_HEAD = 8  # name and length
_MOST_CHUNKS = 1_000
_FORMAT_CHUNK = 16  # bytes of it that are always there
_BYTE_RATE = slice(8, 12)
_OPEN_END = 0x7FFF_F000  # recorders that write to a pipe, or die, leave this or more


def promised_duration(source: Path) -> float | None:
    """Give the seconds that a wave header promises: infinite where its end was left open, None where it is silent."""
    with source.open("rb") as file:
        file.seek(_RIFF_HEAD)
        byte_rate = 0
        for _ in range(_MOST_CHUNKS):
            head = file.read(_CHUNK_HEAD)
            name, length = head[:4], int.from_bytes(head[4:], "little")
            if len(head) < _CHUNK_HEAD:
                break
            if name == b"data":
                return _seconds(length, byte_rate)
            beginning = file.read(min(length, _FORMAT_CHUNK))
            file.seek(length + length % 2 - len(beginning), SEEK_CUR)
            if name == b"fmt ":
                byte_rate = int.from_bytes(beginning[_BYTE_RATE], "little")
    return None


def _seconds(length: int, byte_rate: int) -> float | None:
    if length == 0 or length >= _OPEN_END:
        return math.inf
    return length / byte_rate if byte_rate else None
