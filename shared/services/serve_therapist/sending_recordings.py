"""A recording on its way from a browser: named by its content, resumed by its name, never sent twice."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from shared.domain.identity import UPLOADS, Upload, session_upload
from shared.domain.session import Session, SessionState
from shared.domain.sound.off_record import Spans
from shared.errors import MissingError, StaleError
from shared.ports import Sessions, Uploads
from shared.ports.large_uploads import LargeUploads, Piece, SignedPiece, Unfinished

# Its content's fingerprint and what kind of file it is; never the name it had on the therapist's machine.
# Of several files the group also says how often a session of theirs has ended early: `fingerprint-2/01-of-03.wav`.
_NAME = re.compile(r"[0-9a-f]{32}((-\d{1,3})?/\d\d-of-\d\d)?\.[a-z0-9]{3,4}")
_GONE = frozenset({SessionState.REFUSED, SessionState.FAILED})
_DUPLICATE = "This recording is already here: it came on {day}. Open that session instead of sending it again."


@dataclass(frozen=True, slots=True)
class Place:
    """Where one recording goes: whose it is, of which client, under which name."""

    therapist_id: str
    client_id: str
    name: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name that is none of ours.

        Raises:
            MissingError: when it is not a fingerprint with an extension.
        """
        if not _NAME.fullmatch(self.name):
            message = "no upload of that name"
            raise MissingError(message)

    @property
    def key(self) -> str:
        """Where it lies in the bucket."""
        return f"{UPLOADS}{self.therapist_id}/{self.client_id}/{self.name}"

    @property
    def fingerprint(self) -> str:
        """What its content is known by, whatever kind of file it was said to be."""
        return _fingerprint(self.key)


def place_to_send(place: Place, sessions: Sessions) -> Place:
    """Give several files a group of their own after a session of theirs was refused or failed, whose id is taken.

    One file needs none: each of its versions is another session. What is resumed keeps its group.
    """
    session = session_of(place, sessions)
    group, is_several, name = place.name.partition("/")
    if session is None or not is_several:
        return place
    ended = _times_ended(session.upload.key) + (session.state in _GONE)
    group = f"{place.fingerprint}-{ended}" if ended else place.fingerprint
    return replace(place, name=f"{group}/{name}")


def refuse_duplicate(place: Place, *, sessions: Sessions, uploads: Uploads) -> None:
    """Refuse a recording of which a session stands already, unless it is one of several that the session waits for.

    Raises:
        StaleError: with a sentence that says when it came.
    """
    session = session_of(place, sessions)
    if session is None or session.state in _GONE:
        return
    if session.upload.is_folder and place.key not in {file.key for file in uploads.files(session.upload)}:
        return
    raise StaleError(_DUPLICATE.format(day=f"{session.accepted_at:%d %B %Y}"))


def session_of(place: Place, sessions: Sessions) -> Session | None:
    """Find the latest session that a recording of this content became, if there is one."""
    found = [each for each in sessions.of_client(place.client_id) if _fingerprint(each.upload.key) == place.fingerprint]
    return found[-1] if found else None


def session_arrived(place: Place, *, sessions: Sessions, uploads: Uploads) -> Session | None:
    """Find the session that this upload became; one refused or failed before it was sent is another's."""
    session = session_of(place, sessions)
    if session is None or session.state not in _GONE or _is_from(session, place, uploads):
        return session
    return None


def begin(place: Place, off_record: Spans, uploads: LargeUploads) -> str:
    """Begin, or go on with what was begun under the same name; what is off the record goes with it."""
    return uploads.begin(place.therapist_id, place.client_id, place.name, off_record)


def sign(place: Place, upload_id: str, piece: Piece, uploads: LargeUploads) -> SignedPiece:
    """Let the browser send one piece."""
    return uploads.sign(place.therapist_id, place.client_id, place.name, upload_id, piece)


def pieces(place: Place, upload_id: str, uploads: LargeUploads) -> Sequence[Piece]:
    """Tell what has arrived."""
    return uploads.pieces(place.therapist_id, place.client_id, place.name, upload_id)


def complete(place: Place, upload_id: str, uploads: LargeUploads) -> None:
    """Bring it to its end: S3 tells the gate, and a session begins."""
    uploads.complete(place.therapist_id, place.client_id, place.name, upload_id)


def abort(place: Place, upload_id: str, uploads: LargeUploads) -> None:
    """Drop it, and all that arrived."""
    uploads.abort(place.therapist_id, place.client_id, place.name, upload_id)


def unfinished(therapist_id: str, client_id: str, uploads: LargeUploads) -> Sequence[Unfinished]:
    """List what was begun and not ended."""
    return uploads.unfinished(therapist_id, client_id)


def _is_from(session: Session, place: Place, uploads: Uploads) -> bool:
    if session.upload.is_folder:
        return session.upload == session_upload(Upload(place.key, ""))
    folder = Upload(f"{UPLOADS}{place.therapist_id}/{place.client_id}/", "")
    lying = [file for file in uploads.files(folder) if file.key == place.key]
    return not lying or session.upload in lying


def _fingerprint(key: str) -> str:
    return _group(key).partition("-")[0]


def _times_ended(key: str) -> int:
    return int(_group(key).partition("-")[2] or 0)


def _group(key: str) -> str:
    """Read it from a key: one file's, one of several files', or the folder of them."""
    _, _, _, name, *_ = [*key.split("/"), "", "", ""]
    return name.partition(".")[0]
