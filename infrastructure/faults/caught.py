"""Writes down which layer caught which mistake and after how many runs, from what was seen."""

from collections.abc import Sequence

from infrastructure.faults.hunt import Catch
from infrastructure.faults.mistakes import Mistake


def seen_by(catch: Catch) -> str:
    """Say in one line how a mistake was caught."""
    if not catch.is_caught:
        return f"NOT CAUGHT in {catch.runs} runs"
    return f"{catch.case} after {catch.runs} runs: {catch.invariant} {catch.finding}"


def caught_table(catches: Sequence[tuple[Mistake, Catch]]) -> list[str]:
    """Give the table as lines of Markdown."""
    head = ["| | mistake | looked for in | caught by | after | told by |", "|---|---|---|---|---|---|"]
    return [*head, *(_line(mistake, catch) for mistake, catch in catches)]


def _line(mistake: Mistake, catch: Catch) -> str:
    where = " then ".join(each.replace("|", "∣") for each in mistake.hunts)  # a bar would end the cell
    runs = "1 run" if catch.runs == 1 else f"{catch.runs} runs"
    told = f"{catch.invariant} {catch.finding.partition(', ')[0]}".strip() if catch.is_caught else "nothing"
    case = catch.case.replace("|", "∣") or "**not caught**"
    return f"| {mistake.name} | {mistake.what} | {where} | {case} | {runs} | {told} |"
