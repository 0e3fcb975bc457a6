"""Plays a guard's test with the guard in place and without it, in one pytest session."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from _pytest.runner import runtestprotocol

from infrastructure.faults.patching import patched
from infrastructure.guards.guards import Guard

_ENOUGH = 3  # fallen cases of one test; the others are not played
_FLAGS = ("-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-header", "--no-summary", "--tb=no")


@dataclass(slots=True)
class Played:
    """How a guard's cases ended: `held` with the guard in place, `fell` without it, each for its reason."""

    cases: int = 0
    held: int = 0
    fell: int = 0
    broke: int = 0  # failed in their set-up, which shows nothing
    told: str = ""

    @property
    def is_caught(self) -> bool:
        """Whether the test holds with the guard, and at least one case falls without."""
        return bool(self.cases) and self.held == self.cases and self.fell > 0 and not self.broke


@dataclass
class Player:
    """A plugin of pytest's that plays each collected case again for each guard it watches."""

    guards: Sequence[Guard]
    played: dict[str, Played] = field(init=False)

    def __post_init__(self) -> None:
        """Note that nothing was played yet, which is how a guard whose test is gone stays."""
        self.played = {guard.name: Played() for guard in self.guards}

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        """Play one case: first as it is, then without each guard."""
        watched = [each for each in self.guards if _watches(item, each) and self.played[each.name].fell < _ENOUGH]
        is_held = bool(watched) and not self._failures(item)[0]
        for guard in watched:
            seen = self.played[guard.name]
            seen.cases, seen.held = seen.cases + 1, seen.held + is_held
            with patched(guard.patches):
                fell, broke = self._failures(item)
            seen.fell, seen.broke, seen.told = seen.fell + bool(fell), seen.broke + broke, seen.told or fell
        return True

    @staticmethod
    def _failures(item: pytest.Item) -> tuple[str, bool]:
        item._initrequest()  # type: ignore[attr-defined]  # noqa: SLF001  (as pytest's own repeaters do)
        reports = runtestprotocol(item, log=False, nextitem=item.parent)  # type: ignore[arg-type]  # keeps the module's own
        called = [each for each in reports if each.when == "call" and each.failed]
        broke = any(each.failed for each in reports if each.when == "setup")
        return "".join(_line(each) for each in called), broke


def play(guards: Sequence[Guard]) -> dict[str, Played]:
    """Play guards and give how each ended, by its name."""
    player = Player(guards)
    pytest.main([*_FLAGS, *dict.fromkeys(guard.test for guard in guards)], plugins=[player])
    return player.played


def table(guards: Sequence[Guard], played: dict[str, Played]) -> list[str]:
    """Give the table as lines of Markdown."""
    head = ["| | guard | taken out | test | caught |", "|---|---|---|---|---|"]
    return [*head, *(row(guard, played[guard.name]) for guard in guards)]


def row(guard: Guard, seen: Played) -> str:
    """Give one guard's line."""
    cases = f"{seen.fell} of {seen.cases} cases" if seen.cases > 1 else "yes"
    return (
        f"| {guard.name} | {guard.what} | {guard.without} | `{guard.test}` | {cases if seen.is_caught else '**no**'} |"
    )


def _watches(item: pytest.Item, guard: Guard) -> bool:
    return item.nodeid == guard.test or item.nodeid.startswith(f"{guard.test}[")


def _line(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    return str(crash.message).splitlines()[0][:150] if crash else "failed"
