"""Turns what can go wrong on the command line into one plain line and an exit status."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from botocore.exceptions import EndpointConnectionError

from shared.errors import DoorknobError

FAILED = 1


class CommandError(DoorknobError):
    """What the person asked for cannot be done; the message says why and what to do."""


class NoAnswerError(CommandError):
    """The local API did not answer in time: the machine is busy, and asking again may help."""


class NotNowError(CommandError):
    """The local API answered that something failed: asking again in a minute may help."""


@contextmanager
def plain_failures() -> Iterator[None]:
    """Print an expected error as one line; anything else is a defect and keeps its traceback."""
    try:
        yield
    except DoorknobError as error:
        typer.secho(f"doorknob: {error}", err=True, fg=typer.colors.RED)
        raise typer.Exit(FAILED) from None
    except EndpointConnectionError as error:
        said = f"nothing answers at {error.kwargs['endpoint_url']}: is doorknob up still running, or the network down?"
        typer.secho(f"doorknob: {said}", err=True, fg=typer.colors.RED)
        raise typer.Exit(FAILED) from None
    except KeyboardInterrupt:
        typer.secho("doorknob: stopped; nothing is left running", err=True)
        raise typer.Exit(FAILED) from None
