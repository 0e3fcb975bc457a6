"""Reads `--off-record`: which seconds of which file of a session nobody may listen to."""

import re
from dataclasses import dataclass

import typer

_MOMENT = r"(?:([0-9]{1,3}):)?([0-9]{1,5}(?:\.[0-9]{1,3})?)"
_SPAN = re.compile(rf"(?:([0-9]{{1,2}})/)?{_MOMENT}-{_MOMENT}")
_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class OffRecord:
    """One span: the number of its file, counted from 1, and seconds from that file's start."""

    file: int
    span: tuple[float, float]


def read_off_record(text: str) -> OffRecord:
    """Read a span such as `12:30-13:05`, `90-120.5`, or `2/0:40-1:10` of the second file.

    Raises:
        typer.BadParameter: when it is none.
    """
    found = _SPAN.fullmatch(text.strip())
    start_s, end_s = (_seconds(found[minutes], found[minutes + 1]) for minutes in (2, 4)) if found else (0.0, 0.0)
    if not found or found[1] == "0" or start_s >= end_s:
        message = f"'{text}' is no span: write START-END, such as 12:30-13:05, or 2/0:40-1:10 for the second file"
        raise typer.BadParameter(message)
    return OffRecord(int(found[1] or 1), (start_s, end_s))


def _seconds(minutes: str | None, seconds: str) -> float:
    return _MINUTE_S * int(minutes or 0) + float(seconds)
