"""What a client sees before choosing: the text, and the list of firms; their hashes are kept with every choice."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class ConsentText:
    """One version of what is shown, in English a client can read in two minutes.

    `text` is the four choices, `firms` one line for each sub-processor.
    """

    version: str
    text: str
    firms_version: str = ""
    firms: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def firms_digest(self) -> str:
        """SHA-256 of the list of sub-processors, in hex."""
        return hashlib.sha256("\n".join(self.firms).encode()).hexdigest()

    @cached_property
    def shown_digest(self) -> str:
        """SHA-256 of all that was shown, the list included: what a page sends back with the choices."""
        return hashlib.sha256(self.shown.encode()).hexdigest()

    @property
    def shown(self) -> str:
        """The text with the list below it, as a client reads it."""
        return "\n".join([self.text.rstrip(), "", "Who handles your data for your therapist:", "", *self.firms, ""])


def _packaged() -> ConsentText:
    here = Path(__file__)
    listed = tomllib.loads(here.with_name("sub_processors.toml").read_text(encoding="utf-8"))
    firms = tuple(f"- **{firm['name']}** {firm['does']}." for firm in listed["firms"])
    text = here.with_name("consent_text.md").read_text(encoding="utf-8")
    return ConsentText("2026-11", text, listed["version"], firms)


CONSENT_TEXT = _packaged()
