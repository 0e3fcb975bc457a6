"""How a step ended, told to the runtime in identifiers and counts."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word for what happened, and figures for the log.

    `figures` are counts and durations only, never text.
    """

    word: str
    figures: dict[str, float] = field(default_factory=dict)


DONE = Outcome("done")


def skipped(why: str) -> Outcome:
    """Say that there was nothing left to do, and why."""
    return Outcome(f"skipped: {why}")
