"""`make faults`: plays every layer, prints what held and what did not, and how to play a failing run again."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infrastructure.faults import pairs, sweep
from infrastructure.faults.branches import Case
from infrastructure.faults.catalogue import PAGE
from infrastructure.faults.caught import caught_table, seen_by
from infrastructure.faults.fuzz import fuzz
from infrastructure.faults.hunt import EVERYWHERE, hunt
from infrastructure.faults.mistakes import MISTAKES, made
from infrastructure.faults.page import write_into
from infrastructure.faults.place import Place, opened_place
from infrastructure.faults.redrives import play_redrive, redrives
from infrastructure.faults.run import Report, play
from infrastructure.faults.seeds import play_seed, random_runs

SEEDS = 120
LAYERS = ("L1", "L1t", "L2", "redrive", "L3", "L4", "L5", "fuzz")
Layer = Callable[[Place], Iterable[Case]]
_SHOWN = 10

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def main(
    layer: Annotated[
        list[str] | None, typer.Option(help="L1, L1t, L2, redrive, L3, L4, L5 or fuzz; all by default.")
    ] = None,
    seeds: Annotated[int, typer.Option(help="How many random runs L4 plays.")] = SEEDS,
    every: Annotated[int, typer.Option(help="Take each n-th call in L1 and L2, and each n-th schedule in L3.")] = 1,
    fuzz_seconds: Annotated[float, typer.Option(help="How long spoilt recordings are fed to the reader.")] = 60.0,
    repeat: Annotated[str, typer.Option(help="Play one run again, by the name it was printed under.")] = "",
    mistake: Annotated[list[str] | None, typer.Option(help="Make only these mistakes, in L5 and in repeat.")] = None,
    *,
    everywhere: Annotated[
        bool, typer.Option(help="Look for mistakes in every layer, not where it is cheapest.")
    ] = False,
    write: Annotated[bool, typer.Option(help=f"Write the table of caught mistakes into {PAGE.name}.")] = False,
) -> None:
    """Play the layers, or one run again.

    A run is named as it is printed, for example L1:before@17, L2:4:after@9, L3:send|withdraw:2,11,1 or L4:33.
    """
    console = Console(file=sys.stdout, soft_wrap=True)
    with opened_place() as place:
        if repeat:
            raise typer.Exit(_show_one(console, _repeat(place, repeat, mistake or [])))
        wanted = layer or LAYERS
        layers = {name: cases for name, cases in _layers(seeds, every).items() if name.partition(" ")[0] in wanted}
        failed = [_play(console, name, partial(cases, place)) for name, cases in layers.items()]
        if "L5" in wanted:
            failed.append(_hunt(console, place, mistake or [], everywhere=everywhere, page=PAGE if write else None))
    if "fuzz" in wanted:
        failed.append(_fuzz(console, fuzz_seconds))
    raise typer.Exit(int(any(failed)))


def _layers(seeds: int, every: int) -> dict[str, Layer]:
    return {
        "L1": lambda place: sweep.sweep(place, every=every),
        "L1t": lambda place: sweep.sweep_telling(place, every=every),
        "L2": lambda place: sweep.sweep_withdrawals(place, every=every),
        "redrive": redrives,
        **{f"L3 {pair.name}": partial(pairs.interleave, pair=pair, every=every) for pair in pairs.PAIRS},
        "L4": lambda place: random_runs(place, range(seeds)),
    }


def _play(console: Console, name: str, play_layer: Callable[[], Iterable[Case]]) -> bool:
    """Play one layer and print its line; give whether anything did not hold."""
    began, spent, runs, failed = time.monotonic(), _processor_s(), 0, []
    with console.status(f"{name} is played") if console.is_terminal else nullcontext():
        for case in play_layer():
            runs += 1
            if case.report.violations:
                failed.append(case)
    took = f"{time.monotonic() - began:.0f} s ({_processor_s() - spent:.0f} s of processors)"
    console.print(f"{name}: {runs} runs in {took}, {len(failed)} with a violation", markup=False)
    for case in failed[:_SHOWN]:
        for violation in case.report.violations:
            console.print(f"  {violation.invariant} {violation.finding}", markup=False)
        console.print(f"  again: make faults REPEAT='{case.name}'", markup=False)
    return bool(failed)


def _processor_s() -> float:
    """Give what this process and the branches that have ended took: a busy machine stretches only the other clock."""
    return sum(os.times()[:4])


def _hunt(console: Console, place: Place, names: list[str], *, everywhere: bool, page: Path | None) -> bool:
    """Hunt each mistake and print who caught it; give whether one was not caught."""
    catches = []
    for mistake in [each for each in MISTAKES if not names or each.name in names]:
        catch = hunt(place, mistake, EVERYWHERE if everywhere else ())
        catches.append((mistake, catch))
        console.print(f"L5 {mistake.name}: {seen_by(catch)}", markup=False)
    lines = caught_table(catches)
    console.print("\n".join(lines), markup=False)
    if page:
        write_into(page, "caught", lines)
    return not all(catch.is_caught for _, catch in catches)


def _fuzz(console: Console, seconds: float) -> bool:
    found = fuzz(seconds)
    ended = ", ".join(f"{count} {end}" for end, count in found.ended.most_common())
    console.print(
        f"fuzz: {found.files} files, slowest {found.slowest_s:.1f} s, {len(found.breaches)} breaches; {ended}"
    )
    for breach in found.breaches:
        console.print(f"  {breach}", markup=False)
    return bool(found.breaches)


def _repeat(place: Place, name: str, mistakes: list[str]) -> Report:
    for mistake in [each for each in MISTAKES if each.name in mistakes]:
        with made(mistake, place):
            return _repeat(place, name, [])
    match name.partition(":"):
        case ("L0", _, _):
            return play(place)
        case ("L3", _, _):
            return pairs.repeat(place, name)
        case ("redrive", _, step):
            return play_redrive(place, step)
        case ("L4", _, seed):
            return play_seed(place, int(seed))
        case _:
            return sweep.repeat(place, name)


def _show_one(console: Console, report: Report) -> int:
    console.print(f"{len(report.calls)} calls, {report.deliveries} deliveries, {report.mails} mails")
    for violation in report.violations:
        console.print(f"{violation.invariant} {violation.finding}", markup=False)
    return int(bool(report.violations))


if __name__ == "__main__":
    app()
