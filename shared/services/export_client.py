"""Writes everything held about a client into a folder, for the client: all but the therapist's private note."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shared.domain.consent_text import CONSENT_TEXT
from shared.domain.identity import UPLOADS, Upload
from shared.domain.trail import Entry
from shared.domain.words import revealed
from shared.ports import Clients, Consents, Declarations, Ledger, Trail, Uploads, Vault

PRIVATE = "private/"  # where a therapist's own notes would lie in the vault; nothing below it leaves
_README = """Everything held about {client_id} on {day}, opened: client.json who the client is, consent.json what was
agreed to and the text that was shown, uploads.json how each session was held and who else was there, ledger.json every
row without content, trail.json who did what; below recordings/ every recording as it came, and below vault/ everything
said, derived or written. The therapist's private notes are not part of it.
"""


def export_client(
    client_id: str,
    into: Path,
    *,
    clients: Clients,
    consents: Consents,
    declarations: Declarations,
    uploads: Uploads,
    ledger: Ledger,
    vault: Vault,
    trail: Trail,
    today: Callable[[], str],
) -> Sequence[Path]:
    """Write one file for each thing, and give what was written.

    Raises:
        MissingError: when there is no such client.
    """
    client = clients.get(client_id)
    desk = _Desk(into)
    desk.write("README.txt", _README.format(client_id=client_id, day=today()).encode())
    desk.write("client.json", _json({**asdict(client), "profile": asdict(client.profile)}))
    desk.write("consent.json", _json({**asdict(consents.get(client_id)), "text": CONSENT_TEXT.shown}))
    desk.write("uploads.json", _json([asdict(each) for each in declarations.of_client(client_id)]))
    desk.write("ledger.json", _json(ledger.rows(client_id)))
    desk.write("trail.json", _json([_line(entry) for entry in trail.of_client(client_id)]))
    for path in vault.paths(client_id):
        if not path.startswith(PRIVATE):
            desk.write(f"vault/{path}", vault.get(client_id, path))
    own = f"{UPLOADS}{client.therapist_id}/{client_id}/"
    for upload in uploads.files(Upload(own, "")):
        uploads.fetch(upload, desk.place(f"recordings/{upload.key.removeprefix(own)}"))
    return desk.written


class _Desk:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.written: list[Path] = []

    def write(self, name: str, content: bytes) -> None:
        self.place(name).write_bytes(content)

    def place(self, name: str) -> Path:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.written.append(path)
        return path


def _line(entry: Entry) -> Mapping[str, str]:
    return {name: str(value) for name, value in asdict(entry).items() if value}


def _json(content: Any) -> bytes:  # noqa: ANN401  (any JSON)
    return json.dumps(content, default=_written, ensure_ascii=False, indent=1).encode() + b"\n"


def _written(value: object) -> str:
    """Write what JSON has no form for; what is exported is in the open."""
    return str(revealed(value))
