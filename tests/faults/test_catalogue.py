"""Every row of the catalogue of faults has a test that exists, or says why it has none."""

import ast
from pathlib import Path

from infrastructure.faults.catalogue import PAGE, ROWS, catalogue, otherwise, unshown
from infrastructure.faults.mistakes import MISTAKES
from infrastructure.faults.page import written_in

TESTS = Path(__file__).parents[1]


def functions_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_has_every_row_once() -> None:
    """No row can be left out unseen."""
    assert [row.number for row in catalogue()] == list(range(1, ROWS + 1))


def test_names_tests_that_are_there() -> None:
    """A test that is renamed or removed is missed here."""
    named = {test for row in catalogue() for test in row.tests}
    missing = sorted(
        test
        for test in named
        for file, function in [test.split("::")]
        if not (TESTS / file).is_file() or function not in functions_of(TESTS / file)
    )

    assert missing == []


def test_the_page_has_a_catch_of_every_mistake() -> None:
    """`make faults LAYERS=L5 FAULTS=--write` writes these lines; who adds a mistake runs it."""
    _, _, *lines = written_in(PAGE, "caught")

    assert [line.split("|")[1].strip() for line in lines] == [each.name for each in MISTAKES]


def test_says_on_the_page_what_no_test_shows() -> None:
    """`make faults-table` writes these lines; who changes the catalogue runs it."""
    assert written_in(PAGE, "unshown") == unshown()
    assert written_in(PAGE, "otherwise") == otherwise()
