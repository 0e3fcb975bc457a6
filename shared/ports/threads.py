"""What is kept over the sessions of a client: the threads, and what the client wrote back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.domain.identity import PromptRef, SessionRef
from shared.domain.kept_thread import KeptThread, ThreadEvent
from shared.domain.reply import Reply


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
