"""Shows the stages of the flow as they happen, with the time each took."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.console import Console


class Stages:
    """One line a stage; on a terminal the running one is animated."""

    def __init__(self, console: Console) -> None:
        """Write to this console."""
        self.console = console
        self._began = perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator["Stage"]:
        """Show a stage while it runs, and how it ended and how long it took."""
        stage = Stage(name, self.console)
        began = perf_counter()
        with self.console.status(name) as status:
            stage.shown = status.update
            yield stage
        self.console.print(f"[green]✓[/] {name:<22}{stage.said:<44}{perf_counter() - began:6.1f} s", highlight=False)

    def finish(self) -> None:
        """Show the time of everything together."""
        self.console.print(f"  {'all together':<66}{perf_counter() - self._began:6.1f} s", highlight=False)


class Stage:
    """One stage under way."""

    def __init__(self, name: str, console: Console) -> None:
        """Begin it."""
        self._name = name
        self._is_live = console.is_terminal
        self._console = console
        self.said = ""
        self.shown: Callable[[str], None] = _show_nothing

    def say(self, what: str) -> None:
        """Tell what is going on, once for each new thing."""
        if what == self.said:
            return
        self.said = what
        self.shown(f"{self._name}  {what}")
        if not self._is_live:
            self._console.print(f"  {self._name:<22}{what}", highlight=False)


def _show_nothing(_text: str) -> None:
    """Stand in until a console is there."""
