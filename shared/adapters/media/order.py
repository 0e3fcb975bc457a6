"""What passes between the parent and the child that decodes: an order down, a report up."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from shared.domain.sound.parts import SoundFile, SoundLimits, SplitSound


@dataclass(frozen=True, slots=True)
class SniffedFile:
    """One file of the session, in order, and its format by content."""

    file: SoundFile
    format: str


@dataclass(frozen=True, slots=True)
class SplitOrder:
    """What the child shall do."""

    files: tuple[SniffedFile, ...]
    into: Path
    limits: SoundLimits
    target_part_s: float


@dataclass(frozen=True, slots=True)
class SplitReport:
    """What came of it: the sound in parts, or one word for why not, or that there was no room to write them."""

    sound: SplitSound | None = None
    refused: str = ""
    is_disk_full: bool = False


ORDER = TypeAdapter(SplitOrder)
REPORT = TypeAdapter(SplitReport)
