"""Schedules are read from the template's expressions."""

import pytest

from infrastructure.local.schedules import Schedule


@pytest.mark.parametrize(
    ("expression", "every_s"),
    [("rate(1 minute)", 60.0), ("rate(5 minutes)", 300.0), ("rate(2 hours)", 7200.0), ("cron(0 3 * * ? *)", None)],
)
def test_a_rate_says_how_often(expression: str, every_s: float | None) -> None:
    """And anything else fires on demand only."""
    assert a_schedule(expression).every_s == every_s


def test_a_payload_is_filled_in() -> None:
    """With the words EventBridge Scheduler offers."""
    schedule = a_schedule("rate(1 minute)", '{"who": "<aws.scheduler.schedule-arn>"}')

    assert schedule.event() == {"who": "arn:of:schedule"}


def a_schedule(expression: str, payload: str | None = None) -> Schedule:
    """Make a schedule of some function."""
    return Schedule("arn:of:schedule", "aws.scheduler", "arn:aws:lambda:x:1:function:f", expression, payload)
