"""Says how far a phase of the load is: always in the last line of a terminal, once a minute elsewhere."""

import time
from types import TracebackType
from typing import Self

from rich.console import Console

_EVERY_S = 60.0


class Telling:
    """Tells for as long as the block lasts."""

    def __init__(self, console: Console, phase: str) -> None:
        """Tell of this phase."""
        self._console = console
        self._phase = phase
        self._status = console.status(phase)
        self._next = time.monotonic() + _EVERY_S

    def __enter__(self) -> Self:
        """Show the last line, where there is a terminal."""
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the last line away."""
        self._status.stop()

    def tell(self, so_far: str) -> None:
        """Say how far it is; may be called at every look."""
        line = f"{self._phase}: {so_far}"
        if self._console.is_terminal:
            self._status.update(line)
        elif time.monotonic() >= self._next:
            self._next += _EVERY_S
            self._console.print(line, markup=False)
