"""Names of things: what a key, a session and a prompt are called, derived so that redelivery agrees."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

UPLOADS = "recordings/"
UNKNOWN_CLIENT = "unknown"  # whose partition holds refusals that belong to nobody
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ONE_OF_SEVERAL = re.compile(r"([0-9]{2})-of-([0-9]{2})\.[a-z0-9]{1,8}")
_PARTS_OF_SEVERAL = 4  # therapist, client, group, name
_SESSION_DIGITS = 24  # 96 bits: no two recordings share a session by accident


@dataclass(frozen=True, slots=True)
class Upload:
    """One version of one uploaded object; its key may end in a file's name, so it is not shown."""

    key: str = field(repr=False)
    version: str

    @property
    def is_folder(self) -> bool:
        """Whether it stands for several files that make one session."""
        return self.key.endswith("/")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose upload it is, by its key `recordings/<therapist>/<client>/<name>`, or `…/<group>/<nn>-of-<nn>.<ext>`."""

    therapist_id: str
    client_id: str


@dataclass(frozen=True, slots=True)
class SessionRef:
    """Where a session stands in the ledger."""

    client_id: str
    session_id: str


@dataclass(frozen=True, slots=True)
class PromptRef:
    """Where a prompt stands in the ledger."""

    client_id: str
    prompt_id: str


def session_upload(upload: Upload) -> Upload:
    """Give what a session is made from: the upload itself, or the folder of all the files that make one session."""
    folder, _, _ = upload.key.rpartition("/")
    return Upload(f"{folder}/", "") if _place(upload.key) else upload


def file_names(extensions: Sequence[str]) -> list[str]:
    """Name the files that make one session, in their order."""
    return [f"{number:02d}-of-{len(extensions):02d}.{ext}" for number, ext in enumerate(extensions, 1)]


def is_complete(upload: Upload, files: Sequence[Upload]) -> bool:
    """Tell whether every file of a session has come; a session of one file is complete with it."""
    if not upload.is_folder:
        return bool(files)
    places = {place for file in files if (place := _place(file.key))}
    return bool(places) and {number for number, _ in places} == set(range(1, max(of for _, of in places) + 1))


def owner_of(key: str) -> Owner | None:
    """Read the owner from an upload's key, or None when the key has another layout."""
    parts = key.removeprefix(UPLOADS).split("/") if key.startswith(UPLOADS) else []
    match parts:
        case [therapist, client, name] if name and _are_identifiers(therapist, client):
            return Owner(therapist, client)
        case [therapist, client, group, _] if _place(key) and _are_identifiers(therapist, client, group):
            return Owner(therapist, client)
        case _:
            return None


def session_id_of(upload: Upload) -> str:
    """Derive a session's id, the same at every delivery and another for each version."""
    named = f"{upload.key}\n{upload.version}".encode()
    return "s-" + hashlib.sha256(named).hexdigest()[:_SESSION_DIGITS]


def key_digest(key: str) -> str:
    """Name an upload's key without holding it, for a file name may say who the client is."""
    return hashlib.sha256(key.encode()).hexdigest()


def prompt_id_of(session_id: str, rank: int, swaps: int = 0) -> str:
    """Derive a prompt's id from its session, the rank of its thread, counted from 1, and which reading it is from."""
    return f"{session_id}-p{rank}" + (f"-{swaps}" if swaps else "")


def _place(key: str) -> tuple[int, int] | None:
    """Give which of how many files a key names, or None where it names no file of several."""
    parts = key.removeprefix(UPLOADS).split("/")
    named = _ONE_OF_SEVERAL.fullmatch(parts[-1]) if len(parts) == _PARTS_OF_SEVERAL else None
    return (int(named[1]), int(named[2])) if named else None


def _are_identifiers(*names: str) -> bool:
    return all(_IDENTIFIER.fullmatch(name) for name in names)
