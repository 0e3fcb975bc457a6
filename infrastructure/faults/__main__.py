"""`make faults`: plays every layer, prints what held and what did not, and how to play a failing run again."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infrastructure.faults import pairs, sweep
from infrastructure.faults.fuzz import fuzz
from infrastructure.faults.hunt import Catch, hunt
from infrastructure.faults.mistakes import MISTAKES
from infrastructure.faults.place import Place, opened_place
from infrastructure.faults.run import Report, play
from infrastructure.faults.seeds import play_seed, random_runs
from infrastructure.faults.sweep import Case

SEEDS = 120
Layer = Callable[[Place], Iterable[Case]]
_SHOWN = 10

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def main(
    layer: Annotated[list[str] | None, typer.Option(help="L1, L2, L3, L4, L5 or fuzz; all by default.")] = None,
    seeds: Annotated[int, typer.Option(help="How many random runs L4 plays.")] = SEEDS,
    coarser: Annotated[int, typer.Option(help="Take only every n-th switch in L3, and every n-th call in L2.")] = 1,
    fuzz_seconds: Annotated[float, typer.Option(help="How long spoilt recordings are fed to the reader.")] = 60.0,
    repeat: Annotated[str, typer.Option(help="Play one run again, by the name it was printed under.")] = "",
) -> None:
    """Play the layers, or one run again."""
    console = Console(file=sys.stdout)
    with opened_place() as place:
        if repeat:
            raise typer.Exit(_show_one(console, _repeat(place, repeat)))
        wanted = layer or ["L1", "L2", "L3", "L4", "L5", "fuzz"]
        layers = {name: cases for name, cases in _layers(seeds, coarser).items() if name in wanted}
        failed = [_play(console, name, cases(place)) for name, cases in layers.items()]
        caught = [_hunt(console, place)] if "L5" in wanted else []
    if "fuzz" in wanted:
        failed.append(_fuzz(console, fuzz_seconds))
    raise typer.Exit(int(any(failed) or not all(caught)))


def _layers(seeds: int, coarser: int) -> dict[str, Layer]:
    return {
        "L1": sweep.sweep,
        "L2": lambda place: sweep.sweep_withdrawals(place, every=coarser),
        "L3": lambda place: _pairs(place, coarser),
        "L4": lambda place: random_runs(place, range(seeds)),
    }


def _pairs(place: Place, coarser: int) -> Iterator[Case]:
    for pair in pairs.PAIRS:
        yield from pairs.interleave(place, pair, coarser=coarser)


def _play(console: Console, name: str, cases: Iterable[Case]) -> bool:
    """Play one layer and print its line; give whether anything did not hold."""
    began, runs, failed = time.monotonic(), 0, []
    for case in cases:
        runs += 1
        if case.report.violations:
            failed.append(case)
    console.print(f"{name}: {runs} runs in {time.monotonic() - began:.0f} s, {len(failed)} with a violation")
    for case in failed[:_SHOWN]:
        for violation in case.report.violations:
            console.print(f"  {violation.invariant} {violation.finding}", markup=False)
        console.print(f"  again: make faults REPEAT='{case.name}'", markup=False)
    return bool(failed)


def _hunt(console: Console, place: Place) -> bool:
    table = Table("", "mistake", "caught by", "after runs", "invariant", title="L5: deliberate mistakes")
    catches: list[Catch] = []
    for mistake in MISTAKES:
        catch = hunt(place, mistake)
        catches.append(catch)
        table.add_row(mistake.name, mistake.what, catch.case or "NOT CAUGHT", str(catch.runs), catch.invariant)
    console.print(table)
    return all(catch.is_caught for catch in catches)


def _fuzz(console: Console, seconds: float) -> bool:
    found = fuzz(seconds)
    ended = ", ".join(f"{count} {end}" for end, count in found.ended.most_common())
    console.print(
        f"fuzz: {found.files} files, slowest {found.slowest_s:.1f} s, {len(found.breaches)} breaches; {ended}"
    )
    for breach in found.breaches:
        console.print(f"  {breach}", markup=False)
    return bool(found.breaches)


def _repeat(place: Place, name: str) -> Report:
    match name.partition(":"):
        case ("L0", _, _):
            return play(place)
        case ("L3", _, _):
            return pairs.repeat(place, name)
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
