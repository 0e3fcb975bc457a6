"""What is kept in objects: recordings, and everything sealed in the vault."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from shared.domain.identity import Upload
from shared.domain.sound.off_record import Spans

WorkingRoom = Callable[[], AbstractContextManager[str]]  # opens a fresh folder for one message, gone with it


class Keys(Protocol):
    """One data key a client, wrapped by the key service."""

    def of_client(self, client_id: str) -> bytes:
        """The client's key, made at the first use."""
        ...

    def destroy(self, client_id: str) -> None:
        """Make everything sealed under it unreadable for good."""
        ...


class Uploads(Protocol):
    """Recordings as therapists upload them."""

    def link(self, therapist_id: str, client_id: str, name: str, off_record: Spans = ()) -> Mapping[str, object]:
        """Make an upload form for one file: where to post, and with which fields."""
        ...

    def put(self, therapist_id: str, client_id: str, name: str, content: bytes) -> None:
        """Store one recording where an upload form would, for the daily rehearsal."""
        ...

    def files(self, upload: Upload) -> Sequence[Upload]:
        """The files that are there of a session, in their order."""
        ...

    def off_record(self, upload: Upload) -> Spans:
        """What of one file nobody may listen to, as it was marked at its upload; MissingError when it was removed."""
        ...

    def pinned(self, upload: Upload) -> Upload:
        """Name the version as well, where the event did not; an upload that is gone stays as it is."""
        ...

    def fetch(self, upload: Upload, into: Path) -> None:
        """Copy one upload to a file; MissingError when it is gone."""
        ...

    def delete(self, upload: Upload) -> None:
        """Remove one version, or every file of a session that came in several."""
        ...

    def drop(self, therapist_id: str, client_id: str) -> int:
        """Remove every version of everything uploaded for one client, and what was begun and not ended."""
        ...


class Vault(Protocol):
    """Everything said, derived or written about a client, sealed under the client's own key."""

    def put(self, client_id: str, epoch: int, path: str, content: bytes) -> None:
        """Store content; NotPermittedError when consent is not in force under this epoch."""
        ...

    def get(self, client_id: str, path: str) -> bytes:
        """Open content; MissingError when there is none."""
        ...

    def get_many(self, client_id: str, paths: Sequence[str]) -> Mapping[str, bytes]:
        """Open several things of one client, by their places; what is not there is left out."""
        ...

    def paths(self, client_id: str) -> Sequence[str]:
        """Every place that holds something of a client."""
        ...

    def drop(self, client_id: str, prefix: str) -> int:
        """Remove all versions below a prefix and tell how many went."""
        ...
