"""The fault suite's own promises, and the share of it that every commit plays; `make faults` plays it all."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARE = 40  # every fortieth call of the plain story, each with every fault

# The suite owns its process: moto's memory, the clock and the AWS clients are its own for as long as it runs.
PLAY = (
    """
import json, sys
from infrastructure.faults.hunt import hunt
from infrastructure.faults.mistakes import MISTAKES
from infrastructure.faults.pairs import PAIRS, play_pair
from infrastructure.faults.place import opened_place
from infrastructure.faults.run import play
from infrastructure.faults.seeds import play_seed
from infrastructure.faults.sweep import play_withdrawal, sweep

def told(report):
    return [f"{each.invariant} {each.finding}" for each in report.violations]

with opened_place() as place:
    plain = play(place)
    answer = {
        "plain": told(plain),
        "mails": plain.mails,
        "again": [play_seed(place, 1).calls == play_seed(place, 1).calls],
        "sweep": {case.name: told(case.report) for case in sweep(place, every=SHARE)},
        "withdrawal": {n: told(play_withdrawal(place, n)) for n in (1, 4, plain.deliveries)},
        "races": {pair.name: told(play_pair(place, pair, (2, 5))) for pair in PAIRS},
        "mistakes": {m.name: hunt(place, m).invariant for m in MISTAKES if m.layers[0] == "L0"},
    }
sys.__stdout__.write(json.dumps(answer))
"""
    % SHARE
)


@pytest.fixture(scope="module")
def played() -> dict:
    """Play the share once, in a process of its own."""
    environment = {"PATH": str(Path(shutil.which("env") or "/usr/bin/env").parent), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603  (this project's own code, in this interpreter)
        [sys.executable, "-c", PLAY], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_the_plain_story_ends_well(played: dict) -> None:
    """Nothing goes wrong: one mail, no violation."""
    assert (played["plain"], played["mails"]) == ([], 1)


def test_one_seed_is_one_run(played: dict) -> None:
    """The same seed makes the same calls in the same order."""
    assert played["again"] == [True]


def test_every_fault_at_a_share_of_the_calls_ends_well(played: dict) -> None:
    """Crashes, lost answers and throttling at every fortieth AWS call break no invariant."""
    assert len(played["sweep"]) >= 4 * 3
    assert {name: told for name, told in played["sweep"].items() if told} == {}


def test_a_withdrawal_at_any_time_leaves_nothing(played: dict) -> None:
    """Before the first delivery, in the middle and before the last."""
    assert {number: told for number, told in played["withdrawal"].items() if told} == {}


def test_every_pair_of_handlers_may_meet(played: dict) -> None:
    """Each race of the suite under one schedule."""
    assert {pair: told for pair, told in played["races"].items() if told} == {}


def test_mistakes_that_need_no_fault_are_caught(played: dict) -> None:
    """An event or words in the log, and a key taken as it came, show themselves at once."""
    assert played["mistakes"] == {"B6a": "I6", "B6b": "I6", "B12": "I1"}
