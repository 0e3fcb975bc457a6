"""Opens the packaged weights, each checked against its card; a clear error where they are missing or spoilt."""

import hashlib
import json
from pathlib import Path

from shared.errors import SettingError

FOLDER = Path(__file__).with_name("weights")


def checked(name: str, folder: Path = FOLDER) -> Path:
    """Give the path of a weights file.

    Raises:
        SettingError: when the file or its card is missing, or they do not belong together.
    """
    file = folder / name
    card = file.with_suffix(".card.json")
    if not file.is_file() or not card.is_file():
        message = f"the embedded reading lacks its weights: {name} and its card are not packaged"
        raise SettingError(message)
    if _sha256(file) != json.loads(card.read_text(encoding="utf-8"))["sha256"]:
        message = f"the embedded reading's weights are not those of their card: {name}"
        raise SettingError(message)
    return file


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
