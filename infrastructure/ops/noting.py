"""Writes an operator's act into the audit trail: what was done and to whom, identifiers and counts only."""

from infrastructure.cli.standing import Standing
from shared.domain.trail import Act, Entry
from shared.runtime import wiring


def note(standing: Standing, what: str, outcome: str, *, client_id: str = "", prompt_id: str = "") -> None:
    """Add one entry, under `operator`."""
    now = wiring.clock().now()
    entry = Entry(
        now, "operator", Act.OPERATED, f"ops.{what}", outcome, now.isoformat(), client_id=client_id, prompt_id=prompt_id
    )
    standing.stores.trail.write(entry)
