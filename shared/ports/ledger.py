"""What is kept in rows of one session: its course, its prompts, what the therapist is told; and the rows themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.client import Client
from shared.domain.consent import Consent
from shared.domain.identity import PromptRef, SessionRef
from shared.domain.notice import NoticeKind
from shared.domain.prompt import Answer, Prompt, PromptMove
from shared.domain.session import Session, SessionMove


class Sessions(Protocol):
    """The sessions' ledger."""

    def open(self, session: Session) -> Session:
        """Record a new session, or give the one that was recorded before under its id.

        Raises ConflictError when another session was opened from the same key.
        """
        ...

    def get(self, ref: SessionRef) -> Session:
        """Find one session; MissingError when there is none."""
        ...

    def move(self, ref: SessionRef, move: SessionMove, changes: Mapping[str, object] | None = None) -> Session:
        """Make one move, by a conditional write; ConflictError when it is not the session's to make."""
        ...

    def end_part(self, ref: SessionRef, number: int, *, lost: bool, micro_usd: int = 0) -> Session:
        """Note that a part has ended and what it cost, and give the session as it stands after that."""
        ...

    def touch(self, ref: SessionRef) -> None:
        """Note that something was done about a session, without moving it."""
        ...

    def of_client(self, client_id: str) -> Sequence[Session]:
        """Every session of one client, oldest first."""
        ...

    def of_therapist(self, therapist_id: str, most: int) -> Sequence[Session]:
        """The newest sessions of one therapist's clients, newest first, at most so many."""
        ...

    def unfinished_since(self, at: datetime) -> Sequence[Session]:
        """Sessions that have not moved since then and are not at their end."""
        ...

    def audio_gone(self, ref: SessionRef) -> None:
        """Note that nothing of the recording is kept any more."""
        ...

    def outdated(self, at: datetime, most: int) -> Sequence[Session]:
        """Sessions whose audio clock has run out, oldest first, at most so many."""
        ...

    def text_outdated(self, at: datetime, most: int) -> Sequence[Session]:
        """Sessions whose text clock has run out, oldest first, at most so many."""
        ...

    def text_gone(self, ref: SessionRef) -> None:
        """Note that nothing derived from the recording is kept any more."""
        ...


class Prompts(Protocol):
    """The prompts' ledger."""

    def add(self, prompt: Prompt) -> None:
        """Record a draft; recording it twice changes nothing."""
        ...

    def get(self, ref: PromptRef) -> Prompt:
        """Find one prompt; MissingError when there is none."""
        ...

    def of_client(self, client_id: str) -> Sequence[Prompt]:
        """Every prompt of one client, oldest session first, best first within it."""
        ...

    def move(self, prompt: Prompt, move: PromptMove, changes: Mapping[str, object] | None = None) -> Prompt:
        """Make one move; ConflictError when the prompt has changed since it was read."""
        ...

    def note_opened(self, prompt: Prompt, at: datetime) -> Prompt:
        """Note that the evidence was opened; the first time counts."""
        ...

    def choose(self, prompt: Prompt) -> None:
        """Make this the one note of its session (rule P9); ConflictError when another one is."""
        ...

    def unchoose(self, prompt: Prompt) -> None:
        """Leave the session free to have another note."""
        ...

    def claim(self, prompt: Prompt, client: Client, consent: Consent, at: datetime) -> Prompt:
        """Take a prompt for sending, together with the client's pace, if consent is as it was read.

        Raises ConflictError when anything it rests on has changed since it was read.
        """
        ...

    def unclaim(self, prompt: Prompt, due_at: datetime) -> None:
        """Give a claim and its place in the client's pace back, to be tried again later."""
        ...

    def answer(self, prompt: Prompt, answer: Answer) -> None:
        """Note what the client did with a note."""
        ...

    def due(self, at: datetime, most: int | None = None) -> Sequence[Prompt]:
        """Prompts that wait to be queued and are due, oldest first, at most so many."""
        ...

    def stranded(self, at: datetime) -> Sequence[Prompt]:
        """Prompts queued or claimed before then and not settled."""
        ...

    def unconfirmed(self, at: datetime) -> Sequence[Prompt]:
        """Prompts claimed before then of which nobody knows whether their mail went."""
        ...


class Notices(Protocol):
    """What a therapist should know, without content."""

    def tell(self, therapist_id: str, kind: NoticeKind, session: SessionRef, at: datetime) -> None:
        """Leave a notice of a session that is there; leaving it twice changes nothing."""
        ...

    def of_therapist(self, therapist_id: str) -> Sequence[Mapping[str, str]]:
        """The notices of one therapist, newest first."""
        ...


class Ledger(Protocol):
    """All rows about one client, for the day they go."""

    def rows(self, client_id: str) -> Sequence[Mapping[str, object]]:
        """Every row about a client, without what is sealed in it."""
        ...

    def erasable(self, client_id: str) -> Sequence[Mapping[str, object]]:
        """Every row about a client that an erasure removes, without what is sealed in it."""
        ...

    def forget(self, client_id: str, *, keep_profile: bool) -> int:
        """Remove the client's rows and tell how many went."""
        ...
