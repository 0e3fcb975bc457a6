"""docs/threats.md keeps its word: every row names a test, and every test it names is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
STRIDE = (
    "Spoofing",
    "Tampering",
    "Repudiation",
    "Information disclosure",
    "Denial of service",
    "Elevation of privilege",
)


def names_in(path: str) -> set[str]:
    """Give the names of a file's tests."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def rows() -> list[list[str]]:
    """Give the cells of every row of the tables of threats."""
    text = TEXT.partition("## Guards that were taken out")[0]
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith(("| Threat", "|--"))]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_names_a_test_that_exists_in_every_row() -> None:
    """A threat without a test, or with one that went away, is one that nobody watches."""
    for threat, guard, tests in rows():
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", tests)
        assert named, threat
        assert guard, threat
        for path, name in named:
            assert name in names_in(path), f"{threat}: {path} has no {name}"


def test_speaks_of_all_of_stride() -> None:
    """Each of the six kinds has a table."""
    for kind in STRIDE:
        assert f"## {kind}" in TEXT
