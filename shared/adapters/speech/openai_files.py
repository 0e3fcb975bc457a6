"""Knows OpenAI's own checkpoints by their SHA-256, for which heads of attention follow the sound."""

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Give the digest of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def heads_named_by_openai(sha256: str) -> bytes | None:
    """Give OpenAI's packed list of the heads by which words get their times; None for another's checkpoint.

    openai-whisper itself uses it only for checkpoints that it downloaded by name.
    """
    import whisper  # noqa: PLC0415 - a gigabyte that few installations have

    names = [name for name, place in whisper._MODELS.items() if sha256 in place]  # noqa: SLF001 - its only copy
    packed: bytes | None = whisper._ALIGNMENT_HEADS[names[0]] if names else None  # noqa: SLF001 - as above
    return packed
