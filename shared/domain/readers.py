"""Which browsers a client reads with: only they are shown what stands behind a mail's link."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

MOST = 5  # a phone, a tablet, a desk or two; the oldest makes room


@dataclass(frozen=True, slots=True)
class NewReader:
    """A link that lets one more browser read the note `prompt_id`; only the newest counts, and only once."""

    link_id: str = field(repr=False)
    prompt_id: str
    asked_at: datetime
    is_used: bool = False


def reader_of(client_id: str, browser: str) -> str:
    """Name a browser for one client: SHA-256 over both, so two clients' rows never tell of a shared browser."""
    return hashlib.sha256(f"{client_id}/{browser}".encode()).hexdigest()


def with_reader(readers: tuple[str, ...], reader: str) -> tuple[str, ...]:
    """Add a reader as the newest one."""
    return (*(each for each in readers if each != reader), reader)[-MOST:]
