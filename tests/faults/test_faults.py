"""The fault suite's own promises, and the share of it that every commit plays; `make faults` plays it all."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.faults.calls import Fault
from infrastructure.faults.sweep import FEWEST_CALLS, unlike

SHARE_OF_CALLS = 80
ROOT = Path(__file__).parents[2]
SHARE = Path(__file__).with_name("share.py")


@pytest.fixture(scope="module")
def played() -> dict:
    """Play the share once, in a process of its own that knows nothing of this machine's AWS settings."""
    command, environment = [sys.executable, str(SHARE)], {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603  (this project's own code, in this interpreter)
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_the_plain_story_ends_well(played: dict) -> None:
    """Nothing goes wrong: one mail, no violation, and as many calls as the sweep counts on."""
    assert (played["plain"], played["mails"]) == ([], 1)
    assert played["calls"] >= FEWEST_CALLS


def test_one_seed_is_one_run(played: dict) -> None:
    """The same seed makes the same calls in the same order."""
    assert played["again"]


def test_every_fault_at_a_share_of_the_calls_ends_well(played: dict) -> None:
    """Crashes, lost answers and throttling at every eightieth AWS call break no invariant."""
    points = -(-played["calls"] // SHARE_OF_CALLS)
    assert len([name for name in played["sweep"] if Fault.LOST in name or Fault.THROTTLED in name]) >= 2 * points
    assert [name for name in played["sweep"] if Fault.BEFORE in name or Fault.AFTER in name]
    assert {name: told for name, told in played["sweep"].items() if told} == {}


def test_the_share_leaves_no_service_out(played: dict) -> None:
    """The first call to each service is met as well, the one mail among them."""
    assert played["met"] == played["services"]
    assert {"dynamodb", "s3", "sesv2", "sqs"} <= set(played["met"])


def test_crashes_that_are_left_out_leave_what_one_that_is_played_leaves(played: dict) -> None:
    """Before a call as after the one before it, and after a mere look as before it; and two others differ."""
    assert played["alike"] == [True, True, True]


def test_leaves_out_only_what_another_fault_shows() -> None:
    """A handler's first call, and every call that changes something, keep a crash of their own."""
    looked, wrote, both = "dynamodb.GetItem", "dynamodb.PutItem", [Fault.LOST, Fault.THROTTLED]

    assert unlike(tuple(Fault), looked, is_first=False) == both
    assert unlike(tuple(Fault), wrote, is_first=False) == [Fault.AFTER, *both]
    assert unlike(tuple(Fault), looked, is_first=True) == [Fault.BEFORE, *both]
    assert unlike(tuple(Fault), "sesv2.SendEmail", is_first=True) == list(Fault)


def test_a_run_in_a_branch_is_the_run_that_its_name_repeats(played: dict) -> None:
    """What was forked off in the middle of a story makes the same calls as when it is played from the start."""
    assert played["repeated"]


def test_the_therapist_is_told_whatever_dies(played: dict) -> None:
    """A story with a risk line and a note that may not go, and crashes in the steps that tell of them."""
    assert len(played["telling"]) >= 4
    assert {name: told for name, told in played["telling"].items() if told} == {}


def test_a_withdrawal_at_any_time_leaves_nothing(played: dict) -> None:
    """Before the first delivery, in the middle and before the last."""
    assert {number: told for number, told in played["withdrawal"].items() if told} == {}


def test_a_redrive_makes_good_what_died(played: dict) -> None:
    """Each step with a queue dies until its letter is dead; sent back, it comes to the one mail all the same."""
    assert len(played["redrives"]) == 7
    assert {name: told for name, told in played["redrives"].items() if told != [1, []]} == {}


def test_every_pair_of_handlers_may_meet(played: dict) -> None:
    """Each race of the suite under one schedule."""
    assert {pair: told for pair, told in played["races"].items() if told} == {}


def test_a_mail_that_went_before_its_client_withdrew_breaks_nothing(played: dict) -> None:
    """Mails are looked at as they go, and not first when the withdrawal has been confirmed as well."""
    assert played["in time"] == []


def test_mistakes_that_need_no_fault_are_caught(played: dict) -> None:
    """An event or words in the log, a key taken as it came, and mail nobody agreed to show themselves at once."""
    assert played["mistakes"] == {"B6a": "I6", "B6b": "I6", "B12": "I1", "O6": "I3"}
