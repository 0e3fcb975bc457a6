"""Uploads in pieces, straight from a browser to the store, that can go on where they stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from shared.domain.sound.off_record import Spans


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece that has arrived; `sha256` is its checksum in base64, where the store keeps one."""

    number: int
    size: int
    etag: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An upload that was begun and not brought to its end."""

    name: str = field(repr=False)
    upload_id: str
    begun_at: datetime
    arrived_bytes: int


@dataclass(frozen=True, slots=True)
class SignedPiece:
    """Where one piece goes, and the headers it must carry; its checksum is signed with it."""

    url: str = field(repr=False)  # whoever has it may upload
    headers: Mapping[str, str] = field(repr=False)


class LargeUploads(Protocol):
    """Recordings on their way, by the name a therapist's upload has among a client's."""

    @property
    def origin(self) -> str:
        """The origin that a browser sends pieces to."""
        ...

    def begin(self, therapist_id: str, client_id: str, name: str, off_record: Spans = ()) -> str:
        """Begin an upload with what of it is off the record, or find the one begun before under this name."""
        ...

    def sign(self, therapist_id: str, client_id: str, name: str, upload_id: str, piece: Piece) -> SignedPiece:
        """Let a browser send one piece, with exactly this checksum."""
        ...

    def pieces(self, therapist_id: str, client_id: str, name: str, upload_id: str) -> Sequence[Piece]:
        """What has arrived; MissingError when there is no such upload (any more)."""
        ...

    def complete(self, therapist_id: str, client_id: str, name: str, upload_id: str) -> None:
        """Make one recording of all that arrived; RecordingError when it is larger than allowed."""
        ...

    def abort(self, therapist_id: str, client_id: str, name: str, upload_id: str) -> None:
        """Drop an upload and everything that arrived of it; dropping it twice changes nothing."""
        ...

    def unfinished(self, therapist_id: str, client_id: str) -> Sequence[Unfinished]:
        """Every upload of one client that was begun and not brought to its end."""
        ...
