"""Writes an operator's act into the audit trail: what was done and to whom, identifiers and counts only."""

from shared.domain.trail import Act, Entry
from shared.runtime import wiring
from shared.runtime.wiring import Stores


def note(
    stores: Stores, what: str, outcome: str, *, act: Act = Act.OPERATED, client_id: str = "", prompt_id: str = ""
) -> None:
    """Add one entry, under `operator`; `what` is the command, such as `ops.redrive`."""
    now = wiring.clock().now()
    stores.trail.write(
        Entry(now, "operator", act, what, outcome, now.isoformat(), client_id=client_id, prompt_id=prompt_id)
    )
