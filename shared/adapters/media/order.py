"""What passes between the parent and the child that decodes: an order down, a report up."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from shared.domain.sound.parts import Recording, SoundLimits, SoundPart


@dataclass(frozen=True, slots=True)
class SplitOrder:
    """What the child shall do."""

    source: Path
    into: Path
    format: str
    limits: SoundLimits
    target_part_s: float
    off_record: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class SplitReport:
    """What came of it: the recording and its parts, or one word for why not."""

    recording: Recording | None = None
    parts: tuple[SoundPart, ...] = ()
    refused: str = ""


ORDER = TypeAdapter(SplitOrder)
REPORT = TypeAdapter(SplitReport)
