"""`make guards`: takes every guard out once and prints whether its test saw it."""

import sys
from typing import Annotated

import typer

from infrastructure.faults.page import write_into
from infrastructure.guards.guards import GUARDS
from infrastructure.guards.playing import play, table
from infrastructure.root import ROOT

PAGE = ROOT / "docs" / "threats.md"

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def main(
    names: Annotated[list[str] | None, typer.Argument(help="Guards by name, such as C1 or W; all by default.")] = None,
    *,
    write: Annotated[bool, typer.Option(help=f"Write the table into {PAGE.name}.")] = False,
) -> None:
    """Play each guard's test with the guard and without it: it must hold, then fall."""
    guards = [each for each in GUARDS if not names or each.name in names or each.name.rstrip("0123456789") in names]
    played = play(guards)
    lines = table(guards, played)
    print("\n".join(lines))
    for guard in guards:
        seen = played[guard.name]
        print(f"{guard.name}: {seen.held} held, {seen.fell} fell, {seen.broke} broke of {seen.cases}; {seen.told}")
    if write:
        write_into(PAGE, "guards", lines)
    missed = [guard.name for guard in guards if not played[guard.name].is_caught]
    but = f", not {', '.join(missed)}" if missed else ""
    print(f"{len(guards) - len(missed)} of {len(guards)} guards caught{but}")
    sys.exit(bool(missed))


if __name__ == "__main__":
    app()
