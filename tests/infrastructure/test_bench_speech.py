"""The benchmark of the speech path computes and judges rightly; what it measures is its own business."""

import pytest

from infrastructure.bench_speech.deployed import ONE_PROCESSOR_MB, Measured, compute_deployed
from infrastructure.bench_speech.figures import Figure, cpu_of
from shared.domain.estimates import USD_A_GB_SECOND

FREE = Measured(split_a_second=0.0, window_s=0.0, load_s=0.0)


@pytest.mark.parametrize(
    ("measured", "is_floor", "verdict"),
    [
        (0.9, False, "aim"),
        (1.0, False, "aim"),
        (1.5, False, "must"),
        (2.1, False, "missed"),
        (None, False, "skipped"),
        (3.0, True, "aim"),
        (1.5, True, "missed"),
    ],
)
def test_judges_a_figure_by_its_bounds(measured: float | None, is_floor: bool, verdict: str) -> None:  # noqa: FBT001
    """The aim is stricter than the must, whichever way they point."""
    must, aim = (2.0, 2.5) if is_floor else (2.0, 1.0)

    assert Figure("this", must, aim, measured, is_floor=is_floor).verdict == verdict


def test_counts_the_processor_and_not_the_clock() -> None:
    """Waiting costs nothing, work does."""
    import time  # noqa: PLC0415 - the wait is the test

    assert cpu_of(lambda: time.sleep(0.2)) < 0.1
    assert cpu_of(lambda: sum(range(3_000_000))) > 0.0


def test_a_longer_window_costs_every_part_but_the_session_only_once_in_time() -> None:
    """Parts run beside each other: five windows of a second are five seconds of wall, and 25 times that in money."""
    free, slow = compute_deployed(FREE, 50.0), compute_deployed(Measured(0.0, 1.0, 0.0), 50.0)

    assert slow.wall_s - free.wall_s == pytest.approx(5.0)
    assert slow.usd - free.usd == pytest.approx(25 * 5.0 * ONE_PROCESSOR_MB / 1024 * USD_A_GB_SECOND)


def test_splitting_is_paid_and_waited_for_in_full() -> None:
    """A hundredth of real time is thirty seconds of fifty minutes."""
    free, slow = compute_deployed(FREE, 50.0), compute_deployed(Measured(0.01, 0.0, 0.0), 50.0)

    assert slow.wall_s - free.wall_s == pytest.approx(30.0)
    assert slow.longest_s == pytest.approx(31.5)
