"""What is kept of a client: who it is, what was agreed to, and who is writing about it just now."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from shared.domain.client import Client
from shared.domain.consent import Consent, Grant, Purpose
from shared.domain.declaration import Declaration


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

    def of_client(self, client_id: str) -> Sequence[Declaration]:
        """What was said of every upload of one client."""
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
