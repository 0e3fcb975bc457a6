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
        said, colour = str(error), typer.colors.RED
    except EndpointConnectionError as error:
        where, colour = error.kwargs["endpoint_url"], typer.colors.RED
        said = f"nothing answers at {where}: is doorknob up still running, or the network down?"
    except KeyboardInterrupt:
        said, colour = "stopped; nothing is left running", None
    else:
        return
    typer.secho(f"doorknob: {said}", err=True, fg=colour)
    raise typer.Exit(FAILED)
