"""Reads a session script: a head that names what is marked, then one line a turn with its marks."""

import re
from dataclasses import dataclass

_HEAD_END = "---\n"
_LINE = re.compile(r"(?P<voice>[TC])(?: \[(?P<marks>[^\]]*)\])?: (?P<text>.+)")
_SPEAKERS = {"T": "therapist", "C": "client"}


@dataclass(frozen=True, slots=True)
class Line:
    """One turn as written: who says it, the marks it carries, the marks it is the best line of."""

    speaker: str
    text: str
    marks: frozenset[str] = frozenset()
    best_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the head: what a mark stands for."""

    kind: str
    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A session as written."""

    about: dict[str, str]
    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]

    def turns_of(self, mark: Mark) -> list[int]:
        """Give the numbers of the turns that carry a mark."""
        return [number for number, line in enumerate(self.lines) if mark.name in line.marks]

    def best_of(self, mark: Mark) -> int:
        """Give the number of the turn a therapist would quote back."""
        return next(number for number, line in enumerate(self.lines) if mark.name in line.best_of)


def read_script(text: str) -> Script:
    """Read a script as it stands in its file."""
    head, _, body = text.partition(_HEAD_END)
    about = dict(_said_about(line) for line in head.splitlines() if ": " in line)
    marks = tuple(_mark(line) for line in head.splitlines() if ": " not in line)
    lines = tuple(_line(line) for line in body.splitlines() if line.strip())
    return Script(about, marks, lines)


def _said_about(line: str) -> tuple[str, str]:
    name, _, value = line.partition(": ")
    return name, value


def _mark(line: str) -> Mark:
    first, *fields = (field.strip() for field in line.split("|"))
    kind, _, name = first.partition(" ")
    return Mark(kind, name, tuple(fields))


def _line(line: str) -> Line:
    parts = _LINE.fullmatch(line.strip())
    if parts is None:
        message = "a line of the script begins neither with 'T: ' nor with 'C: '"
        raise ValueError(message)
    marks = (parts["marks"] or "").split()
    names = frozenset(mark.rstrip("*") for mark in marks)
    best_of = frozenset(mark.rstrip("*") for mark in marks if mark.endswith("*"))
    return Line(_SPEAKERS[parts["voice"]], parts["text"].strip(), names, best_of)
