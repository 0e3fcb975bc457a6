"""`make load`: uploads at once and then so many a second on the local stack, with a scripted speech engine."""

import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from infrastructure.bench.journey import cut_clip
from infrastructure.bench.scripted_stack import machine, scripted_stack
from infrastructure.cli.failures import CommandError
from infrastructure.load.meter import metered
from infrastructure.load.phases import LoadError, Phase, Played, middle_and_slowest, play_phase
from infrastructure.load.plotting import plot_growth
from infrastructure.load.practice import Practice
from infrastructure.load.telling import Telling
from infrastructure.root import ROOT

AT_ONCE, A_SECOND, SECONDS = 500, 20.0, 120  # the whole load, which SIZE takes a share of
CLIP_S = 20  # a whole session would measure the decoder
PICTURE = ROOT / "out" / "load" / "growth.png"
_READY_S = 120.0
_WARM = Phase("warm", 1)  # so that no figure is of functions that are just starting

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def main(
    size: Annotated[float, typer.Option(help="Share of the whole load: 1 is 500 at once, then 20 a second.")] = 0.04,
    seconds: Annotated[int, typer.Option(help="How long uploads keep coming after the burst.")] = SECONDS,
    growth: Annotated[str, typer.Option(help="Sessions at once to compare, from idle to idle.")] = "1,10,100",
    limit: Annotated[float, typer.Option(help="Seconds after which a phase is given up.")] = 3600.0,
) -> None:
    """Put a load on the local stack, and say what became of it.

    The whole load is 500 uploads at once and then 20 a second for two minutes: 2,900 sessions, three quarters
    of an hour on two cores, for every one is decoded, read and mailed. A laptop takes 4 % of it in minutes.
    Ctrl-C ends it, and the table is of the phases that were over by then.
    """
    console = Console(file=sys.stdout)
    growing = [Phase(f"{count}×", count) for count in map(int, growth.split(","))]
    steady = Phase(f"{A_SECOND * size:g} a second", max(1, round(A_SECOND * size * seconds)), A_SECOND * size)
    phases = [*growing, Phase(f"{max(1, round(AT_ONCE * size))} at once", max(1, round(AT_ONCE * size))), steady]
    played: list[Played] = []
    try:
        _play(console, phases, limit, played)
    except (LoadError, CommandError) as error:
        console.print(f"NOT DONE: {error}", markup=False)
    except KeyboardInterrupt:
        console.print("NOT DONE: stopped by Ctrl-C")
    if played:
        _print(console, played, size)
    if grown := [each for each in played if each.phase in growing]:
        plot_growth(grown, PICTURE)
        console.print(f"latency and cost as the work grows: {PICTURE.relative_to(ROOT)}")
    raise typer.Exit(int(len(played) < len(phases) or not all(each.is_whole for each in played)))


def _play(console: Console, phases: Sequence[Phase], limit_s: float, played: list[Played]) -> None:
    """Play every phase; what was played before one was given up is told all the same."""
    with TemporaryDirectory() as room, metered() as bill:
        clip = cut_clip(CLIP_S, Path(room) / "clip.opus")
        with scripted_stack(ROOT / "out" / "load" / "logs") as stack:
            stack.wait_ready(_READY_S)
            with closing(Practice(stack, clip)) as practice:
                for phase in [_WARM, *phases]:
                    with Telling(console, phase.name) as telling:
                        came = play_phase(stack, practice, bill, phase, limit_s=limit_s, tell=telling.tell)
                    if phase is not _WARM:
                        played.append(came)
                        console.print(f"{phase.name}: {phase.uploads} uploads, {_verdict(came)}", markup=False)


def _verdict(played: Played) -> str:
    if played.is_whole:
        return f"nothing lost, {played.sent} mails, none twice, {played.took_s:.0f} s"
    mails = f"{played.sent} of {played.approved} mails, {played.twice} twice"
    return f"NOT WHOLE: {played.states}, {mails}, left {played.left}"


def _print(console: Console, played: Sequence[Played], size: float) -> None:
    table = Table(
        "", *(each.phase.name for each in played), title=f"{100 * size:g} % of the whole load, on {machine()}"
    )
    for name, figures in _figures(played).items():
        table.add_row(name, *figures)
    console.print(table)
    for each in played:
        oldest = ", ".join(f"{name} {age:.0f}" for name, age in sorted(each.oldest_s.items()))
        console.print(f"{each.phase.name}: oldest message by queue, s: {oldest}", markup=False)


def _figures(played: Sequence[Played]) -> dict[str, list[str]]:
    """Give each line of the table, a figure a phase."""
    ready = [middle_and_slowest(each.to_ready) for each in played]
    mail = [middle_and_slowest(each.to_mail or [0.0]) for each in played]
    return {
        "uploads": [str(each.phase.uploads) for each in played],
        "arrived, a second": [f"{each.arrived_a_second:.1f}" for each in played],
        "lost": [str(each.phase.uploads - each.states.get("READY", 0)) for each in played],
        "mails": [str(each.sent) for each in played],
        "twice": [str(each.twice) for each in played],
        "upload to drafts, median s": [f"{median:.1f}" for median, _ in ready],
        "the same, 99 % s": [f"{slow:.1f}" for _, slow in ready],
        "approval to mail, median s": [f"{median:.1f}" for median, _ in mail],
        "the same, 99 % s ": [f"{slow:.1f}" for _, slow in mail],
        "oldest message, s": [f"{max(each.oldest_s.values(), default=0.0):.1f}" for each in played],
        "most messages waiting": [str(each.most_messages) for each in played],
        "memory, MB": [f"{each.memory_mb:.0f}" for each in played],
        "billed requests a session": [
            f"{sum(each.bill.requests.values()) / each.phase.uploads:.0f}" for each in played
        ],
        "cents a session": [f"{100 * each.bill.dollars_each(each.phase.uploads):.3f}" for each in played],
    }


if __name__ == "__main__":
    app()
