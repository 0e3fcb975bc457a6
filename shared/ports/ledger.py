"""What is kept in rows: clients, consent, sessions, prompts, notices."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from shared.domain.client import Client
from shared.domain.consent import Consent, Grant, Purpose
from shared.domain.declaration import Declaration
from shared.domain.identity import PromptRef, SessionRef
from shared.domain.kept_thread import KeptThread, ThreadEvent
from shared.domain.notice import NoticeKind
from shared.domain.prompt import Answer, Prompt, PromptMove
from shared.domain.reply import Reply
from shared.domain.session import Session, SessionMove


class Clients(Protocol):
    """The therapist's clients."""

    def add(self, client: Client) -> None:
        """Enrol a client; ConflictError when the id is taken."""
        ...

    def get(self, client_id: str) -> Client:
        """Find one client; MissingError when there is none."""
        ...

    def of_therapist(self, therapist_id: str) -> Sequence[Client]:
        """Every client of one therapist."""
        ...

    def change(self, client: Client) -> None:
        """Store a client's dial, profile and next session anew."""
        ...


class Consents(Protocol):
    """What each client agreed to."""

    def get(self, client_id: str) -> Consent:
        """The client's consent as it stands; one without grants when nothing is on record."""
        ...

    def of_clients(self, client_ids: Sequence[str]) -> Mapping[str, Consent]:
        """The consents of several clients at once."""
        ...

    def grant(self, client_id: str, grants: Mapping[Purpose, Grant]) -> None:
        """Record choices, replacing the earlier ones."""
        ...

    def withdraw(self, client_id: str, at: datetime, *, extent: str) -> None:
        """End every choice at once and put the forgetting on the agenda."""
        ...

    def withdraw_again(self, client_id: str, epoch: int, at: datetime) -> None:
        """Put a withdrawal back that a restored row has lost."""
        ...

    def confirm_withdrawn(self, client_id: str, at: datetime) -> None:
        """Record that everything is gone."""
        ...

    def unconfirmed(self, at: datetime) -> Sequence[tuple[str, str]]:
        """Clients, with the extent, whose withdrawal is still being carried out."""
        ...


class Declarations(Protocol):
    """What was said of each upload before it came."""

    def add(self, client_id: str, key: str, epoch: int, declaration: Declaration) -> None:
        """Record what was said of the upload that will come under this key.

        Raises NotPermittedError when consent is not in force under this epoch.
        """
        ...

    def get(self, client_id: str, key: str) -> Declaration | None:
        """What was said of an upload, or None when nothing was."""
        ...


class Holds(Protocol):
    """Short leases that a withdrawal waits for, taken around everything that writes content."""

    def hold(self, client_id: str, epoch: int) -> AbstractContextManager[None]:
        """Hold the client while writing.

        Raises NotPermittedError when consent is not in force under this epoch.
        """
        ...

    def is_held(self, client_id: str, at: datetime) -> bool:
        """Whether a writer may still be at work."""
        ...


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

    def end_part(self, ref: SessionRef, number: int, *, lost: bool) -> Session:
        """Note that a part has ended, and give the session as it stands after that."""
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

    def outdated(self, at: datetime) -> Sequence[Session]:
        """Sessions whose audio clock has run out."""
        ...

    def text_outdated(self, at: datetime) -> Sequence[Session]:
        """Sessions whose text clock has run out."""
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

    def due(self, at: datetime) -> Sequence[Prompt]:
        """Prompts that wait to be queued and are due."""
        ...

    def stranded(self, at: datetime) -> Sequence[Prompt]:
        """Prompts queued or claimed before then and not settled."""
        ...

    def unconfirmed(self, at: datetime) -> Sequence[Prompt]:
        """Prompts claimed before then of which nobody knows whether their mail went."""
        ...


class Threads(Protocol):
    """What happened to each client's threads, across sessions."""

    def add(self, event: ThreadEvent, epoch: int) -> None:
        """Record that something happened; recording it twice changes nothing.

        Raises NotPermittedError when consent is not in force under this epoch.
        """
        ...

    def withdraw_reading(self, session: SessionRef) -> None:
        """Forget what a session's reading said of threads, because it was read wrongly; taps stay."""
        ...

    def of_client(self, client_id: str) -> Sequence[KeptThread]:
        """Every thread of one client, the one that changed last first."""
        ...


class Replies(Protocol):
    """What a client put under notes, without its words."""

    def add(self, reply: Reply, epoch: int) -> None:
        """Record a line; recording it twice changes nothing.

        Raises NotPermittedError when consent is not in force under this epoch.
        """
        ...

    def get(self, note: PromptRef, reply_id: str) -> Reply:
        """Find one line; MissingError when there is none under this note."""
        ...

    def of_client(self, client_id: str) -> Sequence[Reply]:
        """Every line of one client, oldest first."""
        ...

    def share(self, reply: Reply, at: datetime | None) -> None:
        """Let the therapist see a line from this moment, or no more."""
        ...

    def remove(self, reply: Reply) -> None:
        """Forget a line."""
        ...


class Notices(Protocol):
    """What a therapist should know, without content."""

    def tell(self, therapist_id: str, kind: NoticeKind, session: SessionRef, at: datetime) -> None:
        """Leave a notice; leaving it twice changes nothing."""
        ...

    def of_therapist(self, therapist_id: str) -> Sequence[Mapping[str, str]]:
        """The notices of one therapist, newest first."""
        ...


class Ledger(Protocol):
    """All rows about one client, for the day they go."""

    def rows(self, client_id: str) -> Sequence[Mapping[str, object]]:
        """Every row about a client, without what is sealed in it."""
        ...

    def forget(self, client_id: str, *, keep_profile: bool) -> int:
        """Remove the client's rows and tell how many went."""
        ...
