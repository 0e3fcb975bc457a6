"""How every act of an operator begins: it says what it would do, and does it only when it is told to."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import typer

from infrastructure.cli.failures import CommandError


@dataclass(frozen=True, slots=True)
class Go:
    """How far a person lets an act go: look only, ask, or do it without asking."""

    dry_run: bool = False
    yes: bool = False


def is_agreed(plan: Sequence[str], go: Go) -> bool:
    """Print what an act would do, and tell whether it may be done; an empty plan needs no answer.

    Raises:
        CommandError: when nobody is there to ask, so that no script takes it for done.
    """
    if not plan:
        typer.echo("Nothing to do.")
        return False
    for line in plan:
        typer.echo(f"  {line}")
    if go.dry_run:
        typer.echo("Dry run: nothing was changed.")
        return False
    if go.yes:
        return True
    if not sys.stdin.isatty():
        message = "nothing was changed: nobody is here to ask. Look at the lines above, then add --yes"
        raise CommandError(message)
    return typer.confirm("Do it?")
