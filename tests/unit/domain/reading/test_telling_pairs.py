"""Two things in one line that are innocent apart; in a long turn they must stand close together."""

import pytest

from shared.domain.reading.telling_pairs import APART, holds_telling_pair

BETWEEN = " ".join(["and"] * (APART - 1))  # and the "i" of "i counted"


@pytest.mark.parametrize("line", ["the tablets i counted", "i counted the tablets", f"the tablets {BETWEEN} i counted"])
def test_sees_both_halves_in_either_order(line: str) -> None:
    """What stands before the other does not matter."""
    assert holds_telling_pair(line)


@pytest.mark.parametrize("line", ["the tablets", "i counted", f"the tablets and {BETWEEN} i counted"])
def test_lets_go_of_one_half_and_of_halves_far_apart(line: str) -> None:
    """Tablets at the chemist's and, a minute later, counted change are nothing."""
    assert not holds_telling_pair(line)


def test_the_nearest_of_several_counts() -> None:
    """A half that is said twice stands where it is nearest to the other."""
    assert holds_telling_pair(f"the tablets {BETWEEN} {BETWEEN} the tablets i counted")
