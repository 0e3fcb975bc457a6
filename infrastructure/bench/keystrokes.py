"""A person at a page, timed by the keystroke-level model: what they press, point at, think, read and hear.

Operators from Card, Moran and Newell, "The keystroke-level model for user performance time with interactive
systems" (Communications of the ACM 23, 1980): K of an average skilled typist, P, H, M; B, half a click, from
Kieras' reading of it (1993). Reading: 240 words a minute, adults reading in silence (Brysbaert, 2019: 238).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

KEY_S = 0.28
POINT_S = 1.1
BUTTON_S = 0.1  # pressed or let go
HANDS_S = 0.4  # between mouse and keys
THINK_S = 1.35
WORDS_A_MINUTE = 240


@dataclass
class Person:
    """Works at a page, really, while the model counts what it would take a person; `spent` is in seconds."""

    page: Page
    spent: dict[str, float] = field(default_factory=dict)
    _at: str = ""

    @contextmanager
    def at(self, what: str) -> Iterator[None]:
        """Put what happens down under this name."""
        self._at = what
        self.spent.setdefault(what, 0.0)
        yield

    def click(self, found: Locator) -> None:
        """Decide, find it, point at it, click."""
        self._count(THINK_S + POINT_S + 2 * BUTTON_S)
        found.click()

    def type(self, found: Locator, text: str) -> None:
        """Click into a field, move to the keys, think of the words, type, and move back."""
        self.click(found)
        self._count(2 * HANDS_S + THINK_S + len(text) * KEY_S)
        found.fill(text)

    def read(self, found: Locator) -> None:
        """Read every word of it, after a look to find it."""
        words = sum(len(text.split()) for text in found.all_inner_texts())
        self._count(THINK_S + words * 60 / WORDS_A_MINUTE)

    def listen(self, player: Locator, seconds: float) -> None:
        """Start a player and hear what it plays, in real time."""
        player.wait_for()
        self._count(POINT_S + 2 * BUTTON_S + seconds)

    def scroll(self) -> None:
        """Bring the next part into sight."""
        self._count(POINT_S)

    def _count(self, seconds: float) -> None:
        self.spent[self._at] += seconds
