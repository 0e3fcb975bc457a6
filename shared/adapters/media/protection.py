"""Whether an mp4 file's sound is protected against copying, read from its own table of tracks."""

import re
from pathlib import Path
from typing import BinaryIO

_BOX_HEAD = 8  # bytes: length and name
_LONG_BOX_HEAD = 16  # where the length itself takes eight bytes more
_MOST_BOXES = 10_000  # at the top of a file; a fragmented recording of four hours has fewer
_MOST_OF_TABLE = 4_000_000  # bytes of the table that are looked at; its first entries name the tracks
_PROTECTED = re.compile(rb"stsd.{12}(?:drms|drmi|enca|encv)", re.DOTALL)


def is_protected(source: Path) -> bool:
    """Tell whether a track of an mp4 file is encrypted."""
    with source.open("rb") as file:
        table = _table_of_tracks(file, source.stat().st_size)
    return _PROTECTED.search(table) is not None


def _table_of_tracks(file: BinaryIO, size: int) -> bytes:
    position = 0
    for _ in range(_MOST_BOXES):
        file.seek(position)
        head = file.read(_LONG_BOX_HEAD)
        if len(head) < _BOX_HEAD:
            break
        if head[4:8] == b"moov":
            file.seek(position)
            return file.read(_MOST_OF_TABLE)
        position += _box_length(head, size)
    return b""


def _box_length(head: bytes, size: int) -> int:
    length = int.from_bytes(head[:4])
    if length == 1:
        length = int.from_bytes(head[8:16])
    return length if length >= _BOX_HEAD else size
