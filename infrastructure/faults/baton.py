"""Lets two handlers take turns at every AWS call, by a schedule: the only way to see what a race can do."""

import threading
from collections.abc import Callable, Sequence

from infrastructure.faults.calls import CALLS, Crash

Act = Callable[[], object]
_PATIENCE_S = 60.0


class Baton:
    """Only who holds it may make an AWS call; a schedule says after how many calls it is passed on."""

    def __init__(self, schedule: Sequence[int], before_each: Callable[[], None] = lambda: None) -> None:
        """Pass it on after these numbers of calls in turn, and then only when the holder has ended.

        Whoever is to make a call does `before_each` first.
        """
        self._before_each = before_each
        self._left = list(schedule)
        self._holder = 0
        self._ended: set[int] = set()
        self._turn = threading.Condition()
        self._numbers: dict[int, int] = {}

    def run(self, acts: Sequence[Act]) -> None:
        """Run two acts at once, each on a stage of its own, until both have ended."""
        CALLS.before_each = self._wait_for_turn
        threads = [threading.Thread(target=self._play, args=(number, act)) for number, act in enumerate(acts)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(_PATIENCE_S)
        CALLS.before_each = None

    def _play(self, number: int, act: Act) -> None:
        self._numbers[threading.get_ident()] = number
        try:
            with self._turn:
                self._turn.wait_for(lambda: self._holder == number, _PATIENCE_S)
            act()
        except (Crash, Exception):  # noqa: BLE001, S110  (a handler that failed is redelivered; the world is what counts)
            pass
        finally:
            with self._turn:
                self._ended.add(number)
                self._holder = 1 - number
                self._left.clear()
                self._turn.notify_all()

    def _wait_for_turn(self, _name: str) -> None:
        number = self._numbers.get(threading.get_ident())
        if number is None:
            return
        with self._turn:
            if self._left and self._left[0] == 0 and (1 - number) not in self._ended:
                self._left.pop(0)
                self._holder = 1 - number
                self._turn.notify_all()
            self._turn.wait_for(lambda: self._holder == number or (1 - number) in self._ended, _PATIENCE_S)
            if self._left:
                self._left[0] -= 1
        self._before_each()
