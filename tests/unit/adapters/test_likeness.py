"""Whether a matter came back, by content: measured on invented clients that nothing was chosen on."""

import pytest

from infrastructure.training.fit_likeness import RETURNS, cases_of, figures_of
from shared.adapters.embedded.likeness import EncoderLikeness
from shared.adapters.embedded.scorer import OnnxScorer


@pytest.fixture(scope="module")
def likeness() -> EncoderLikeness:
    """Give the packaged likeness on the packaged encoder."""
    scorer = OnnxScorer()
    return EncoderLikeness(lambda: scorer)


def test_links_more_than_half_of_what_came_back_and_little_else(likeness: EncoderLikeness) -> None:
    """A floor under the kept-out clients; below it, run `python -m infrastructure.training.fit_likeness` again."""
    kept_out = [case for case in cases_of(RETURNS.read_text(encoding="utf-8")) if case.number % 2 == 0]

    found = figures_of(likeness, kept_out, strangers=9, near_enough=likeness.near_enough)

    assert found.precision >= 0.75
    assert found.recall >= 0.5


def test_the_same_words_are_as_near_as_can_be(likeness: EncoderLikeness) -> None:
    """A passage is nearest to itself; the order of the two sides does not count."""
    coat, boat = "her coat is in the hall", "my brother sells the boat"

    nearness = likeness.compare([coat, boat], [coat, boat])

    assert nearness[0][0] == pytest.approx(1.0, abs=1e-3)
    assert nearness[0][1] == pytest.approx(nearness[1][0], abs=1e-4)
    assert nearness[0][1] < likeness.near_enough


def test_nothing_is_near_nothing(likeness: EncoderLikeness) -> None:
    """A first session has nothing to compare with."""
    assert likeness.compare(["her coat is in the hall"], []) == [[]]
    assert likeness.compare([], ["her coat is in the hall"]) == []
