"""How a step ended, told to the runtime in identifiers and counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.domain.identity import SessionRef


@dataclass(frozen=True, slots=True)
class Outcome:
    """One word for what happened, and figures for the log.

    `figures` are counts and durations only, never text; `about` names the client, session or
    prompt, where the message itself did not.
    """

    word: str
    figures: dict[str, float] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)


DONE = Outcome("done")


def skipped(why: str) -> Outcome:
    """Say that there was nothing left to do, and why."""
    return Outcome(f"skipped: {why}")


def about(ref: SessionRef) -> Mapping[str, str]:
    """Name a session in an outcome."""
    return {"client_id": ref.client_id, "session_id": ref.session_id}
