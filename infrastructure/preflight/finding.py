"""What a check found, and the remedy for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be; `is_advice` where a deployment may go on all the same."""

    what: str
    remedy: str
    is_advice: bool = False
