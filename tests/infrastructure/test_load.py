"""What a load is worth: what is counted, what it costs, and that a lost or doubled note cannot pass for a whole run."""

import io
from collections import Counter
from dataclasses import replace

import pytest
from rich.console import Console

from infrastructure.load import telling
from infrastructure.load.meter import Bill, metered
from infrastructure.load.phases import Phase, Played, middle_and_slowest
from infrastructure.load.prices import billed_as, dollars
from infrastructure.load.telling import Telling
from infrastructure.local.function import Function
from infrastructure.local.pool import FunctionError, Pool

WHOLE = Played(Phase("2 at once", 2), 2, 2, 0, {"READY": 2}, {}, [1.0, 2.0], [1.0, 1.0], {}, 3, 100.0, 5.0, Bill(), 1.0)


@pytest.mark.parametrize(
    "changed",
    [
        {"states": {"READY": 1, "FAILED": 1}},
        {"sent": 1},
        {"twice": 1},
        {"left": {"doorknob-split-dead": 1}},
    ],
)
def test_is_whole_only_when_nothing_was_lost_or_doubled(changed: dict) -> None:
    """A session that did not end well, a missing or second mail, or a message left behind: each is told."""
    assert WHOLE.is_whole
    assert not replace(WHOLE, **changed).is_whole


def test_bills_requests_as_aws_does() -> None:
    """A transaction counts each row twice, a removal of an object nothing."""
    assert billed_as("dynamodb", "GetItem") == ("dynamodb read", 1)
    assert billed_as("dynamodb", "TransactWriteItems") == ("dynamodb write", 5)
    assert billed_as("s3", "DELETE")[1] == 0
    assert billed_as("s3", "PUT") == ("s3 put", 1)
    assert billed_as("kms", "Decrypt") == ("kms", 1)
    assert dollars({"kms": 10_000, "free": 5}, 0.0) == pytest.approx(0.03)
    assert dollars({}, 60_000) == pytest.approx(1.0, rel=1e-3)


def test_a_bill_can_be_taken_apart() -> None:
    """What a phase used is the bill after it less the bill before it."""
    bill = Bill()
    bill.add_request("ses", "POST")
    before = bill.snapshot()
    bill.add_request("kms", "Decrypt")
    bill.add_invocation(0.5)

    used = bill.snapshot().since(before)

    assert used.requests == Counter({"kms": 1, "lambda": 1})
    assert used.dollars_each(1) == pytest.approx(dollars({"kms": 1, "lambda": 1}, 0.5))


def test_meters_an_invocation_that_fails_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """AWS bills the seconds of a function that raised, and the seconds are those of its memory."""

    def fail(self: Pool, event: object) -> None:
        message = f"{self.function.logical_id} could not take {event}"
        raise FunctionError(message)

    monkeypatch.setattr(Pool, "invoke", fail)
    pool = Pool.__new__(Pool)
    pool.function = Function.__new__(Function)
    for name, value in (("logical_id", "SplitRecordingFunction"), ("memory_mb", 2048)):
        object.__setattr__(pool.function, name, value)

    with metered() as bill, pytest.raises(FunctionError):
        pool.invoke({})

    assert bill.requests == Counter({"lambda": 1})


def test_says_how_the_slowest_fared() -> None:
    """A single session is its own median and its own slowest."""
    assert middle_and_slowest([3.0]) == (3.0, 3.0)
    assert middle_and_slowest([float(second) for second in range(101)]) == (50.0, 99.0)


def test_tells_how_far_it_is_once_a_minute_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is not filled with every look; a terminal shows each in its last line."""
    now, out = [0.0], io.StringIO()
    monkeypatch.setattr(telling.time, "monotonic", lambda: now[0])
    with Telling(Console(file=out), "10×") as phase:
        for second in range(0, 130, 10):
            now[0] = float(second)
            phase.tell(f"{second} ended")

    assert out.getvalue().splitlines() == ["10×: 60 ended", "10×: 120 ended"]
