"""Plays the share of the fault suite that every commit plays, and prints what broke as JSON.

A program of its own, for the suite owns its process: moto's memory, the clock and the AWS clients are its
own for as long as it runs.
"""

import json
import sys
from dataclasses import replace

from infrastructure.faults.footprints import changes_nothing
from infrastructure.faults.hunt import hunt
from infrastructure.faults.mistakes import MISTAKES
from infrastructure.faults.pairs import PAIRS, play_pair
from infrastructure.faults.place import Place, opened_place
from infrastructure.faults.redrives import redrives
from infrastructure.faults.run import Report, play
from infrastructure.faults.seeds import play_seed
from infrastructure.faults.sweep import CRASHES, repeat, sweep, sweep_telling

SHARE = 80  # every eightieth call of the plain story, each with every fault
CALL = 41  # in the middle of a handler; any would do


def are_alike(place: Place, call: int) -> list[bool]:
    """Play crashes of which the sweep plays one: before a call and after the one before it; around a mere look."""
    before, last = repeat(place, f"L1:before@{call}"), repeat(place, f"L1:after@{call - 1}")
    look = next(number for number, name in enumerate(before.calls) if number > call and changes_nothing(name))
    around = [repeat(place, f"L1:{fault}@{look}") for fault in CRASHES]
    without = replace(before, calls=(*before.calls[:call], *before.calls[call + 1 :]))
    return [without == last, around[0] == around[1], before != around[0]]


def told(report: Report) -> list[str]:
    return [f"{each.invariant} {each.finding}" for each in report.violations]


with opened_place() as place:
    plain = play(place)
    swept = sweep(place, every=SHARE)
    last = swept[-1]
    answer = {
        "plain": told(plain),
        "mails": plain.mails,
        "calls": len(plain.calls),
        "services": sorted({name.partition(".")[0] for name in plain.calls}),
        "met": sorted(
            {plain.calls[int(case.name.partition("@")[2])].partition(".")[0] for case in swept if "@" in case.name}
        ),
        "again": play_seed(place, 1).calls == play_seed(place, 1).calls,
        "sweep": {case.name: told(case.report) for case in swept},
        "repeated": repeat(place, last.name).calls == last.report.calls,
        "telling": {case.name: told(case.report) for case in sweep_telling(place, every=SHARE // 16)},
        "alike": are_alike(place, CALL),
        "withdrawal": {number: told(repeat(place, f"L2:{number}")) for number in (1, 4, plain.deliveries)},
        "redrives": {case.name: (case.report.mails, told(case.report)) for case in redrives(place)},
        "races": {pair.name: told(play_pair(place, pair, (2, 5))) for pair in PAIRS},
        "in time": told(play_pair(place, PAIRS[0], (99,))),
        "mistakes": {each.name: hunt(place, each).invariant for each in MISTAKES if each.hunts[0] in {"L0", "L1t"}},
    }
sys.stdout.write(json.dumps(answer))
