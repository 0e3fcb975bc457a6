"""docs/scale.md says what is reckoned, and nothing else."""

import re
from pathlib import Path

import pytest

from infrastructure.load.paper import lines, rounded, therapists_at

PAGE = (Path(__file__).parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", list(lines()))
def test_the_page_has_every_line_that_is_reckoned(line: str) -> None:
    """Whoever changes a price, a count or a bound finds the line that must change with it."""
    assert line in PAGE


def test_the_page_tells_the_bounds_in_the_order_in_which_they_are_met() -> None:
    """What breaks first stands first."""
    table = PAGE.partition("## Which bound is met first")[2].partition("\n## ")[0]
    met_at = [int(number.replace(",", "")) for number in re.findall(r"^\| ([\d,]+) \|", table, re.MULTILINE)]

    assert met_at == sorted(met_at)
    assert len(met_at) >= len(therapists_at())


def test_rounds_to_the_two_digits_that_a_reckoning_has() -> None:
    """More would claim more than is known."""
    assert [rounded(number) for number in (40.0, 1_684.2, 9_951.0, 0.84e6)] == ["40", "1,700", "10,000", "840,000"]
