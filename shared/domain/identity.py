"""Names of things: what a key, a session and a prompt are called, derived so that redelivery agrees."""

import hashlib
import re
from dataclasses import dataclass

UPLOADS = "recordings/"
UNKNOWN_CLIENT = "unknown"  # whose partition holds refusals that belong to nobody
_IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SESSION_DIGITS = 24  # 96 bits: no two recordings share a session by accident


@dataclass(frozen=True, slots=True)
class Upload:
    """One version of one uploaded object."""

    key: str
    version: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose upload it is, by its key `recordings/<therapist>/<client>/<name>`."""

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


def owner_of(key: str) -> Owner | None:
    """Read the owner from an upload's key, or None when the key has another layout."""
    parts = key.removeprefix(UPLOADS).split("/") if key.startswith(UPLOADS) else []
    match parts:
        case [therapist, client, name] if name and _are_identifiers(therapist, client):
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


def prompt_id_of(session_id: str, rank: int) -> str:
    """Derive a prompt's id from its session and the rank of its thread, counted from 1."""
    return f"{session_id}-p{rank}"


def _are_identifiers(*names: str) -> bool:
    return all(_IDENTIFIER.fullmatch(name) for name in names)
