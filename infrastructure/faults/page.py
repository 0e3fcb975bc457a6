"""Keeps what the tools have seen in a page of docs/, each list between two marks of its own."""

from collections.abc import Sequence
from pathlib import Path


def write_into(page: Path, name: str, lines: Sequence[str]) -> None:
    """Put lines where the page keeps them."""
    begin, end = _marks(name)
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(begin)
    page.write_text("\n".join([before + begin, *lines, end]) + rest.split(end)[1], encoding="utf-8")


def written_in(page: Path, name: str) -> list[str]:
    """Give the lines that the page keeps."""
    begin, end = _marks(name)
    kept = page.read_text(encoding="utf-8").split(begin)[1].split(end)[0]
    return kept.strip("\n").split("\n")


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
