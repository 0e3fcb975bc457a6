"""What happened, in the audit trail's words: who did what to whom, and when; identifiers only, never content."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KEPT_FOR = timedelta(days=6 * 366)  # six years (45 CFR 164.316(b)(2)(i)), and never a day less


class Act(StrEnum):
    """What was done."""

    SAW = "saw"
    CHANGED = "changed"
    EDITED = "edited"
    APPROVED = "approved"
    TOOK_BACK = "took back"
    WITHDREW = "withdrew"
    EXPORTED = "exported"
    ERASED = "erased"
    DELETED = "deleted"
    WORKED = "worked"
    OPERATED = "operated"
    SIGNED_IN = "signed in"  # or tried to: the outcome says which
    TURNED_AWAY = "turned away"


_BY_WORD = {
    "undo": Act.TOOK_BACK,
    "approv": Act.APPROVED,
    "edit": Act.EDITED,
    "text": Act.EDITED,
    "withdraw": Act.WITHDREW,
    "leave": Act.WITHDREW,
    "export": Act.EXPORTED,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail.

    `who` is a therapist's id, `client`, `operator`, `nobody` or a step; `what` names the route or the step,
    `outcome` a status or the step's own word. `once` makes the entry the same however often its
    cause is delivered.
    """

    at: datetime
    who: str
    act: Act
    what: str
    outcome: str
    once: str
    client_id: str = ""
    session_id: str = ""
    prompt_id: str = ""


def act_of(method: str, what: str) -> Act:
    """Say what a request did, by its method and the name of its route."""
    if method in {"GET", "HEAD"}:
        return Act.SAW
    return next((act for word, act in _BY_WORD.items() if word in what), Act.CHANGED)


def act_of_nobody(what: str) -> Act:
    """Say what somebody did who had not been let in: come in, or not."""
    return Act.SIGNED_IN if what.endswith("sign_in") else Act.TURNED_AWAY
