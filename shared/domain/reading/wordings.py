"""Loads the lists of wordings beside this module: plain text that a clinician can read and correct."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

_SECTION = re.compile(r"\[([^\]]+)\]$")
_STAND_IN = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=8)
def wordings(name: str) -> Mapping[str, re.Pattern[str]]:
    """Give one pattern a section of a list, matching any of its wordings as whole words."""
    sections = _sections(name)

    def filled(wording: str) -> str:
        return _STAND_IN.sub(lambda match: f"(?:{'|'.join(sections[match[1]])})", wording)

    return MappingProxyType({title: whole_words(map(filled, lines)) for title, lines in sections.items()})


def whole_words(wordings: Iterable[str]) -> re.Pattern[str]:
    """Give one pattern that matches any of these wordings, and no part of a word."""
    return re.compile(rf"\b(?:{'|'.join(filter(None, wordings))})\b")


def _sections(name: str) -> dict[str, list[str]]:
    """Give the lines under each title; what begins with # is said to the reader only."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    text = files("shared.domain.reading").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        title = _SECTION.match(line)
        if title:
            lines = sections.setdefault(title[1], [])
        elif line.strip() and not line.startswith("#"):
            lines.append(line)
    return sections
