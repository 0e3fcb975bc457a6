"""The text a client sees before choosing; its version and hash are kept with every choice."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class ConsentText:
    """One version of the text, in English a client can read in two minutes."""

    version: str
    text: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


CONSENT_TEXT = ConsentText("2026-11", Path(__file__).with_name("consent_text.md").read_text(encoding="utf-8"))
