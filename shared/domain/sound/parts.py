"""What a recording is cut into, between the split step and the transcribe step."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SoundLimits:
    """What a recording may be: bytes of the file, and seconds of sound."""

    max_bytes: int = 500_000_000
    max_duration_s: float = 4 * 3600.0
    min_duration_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Recording:
    """What was found out about a recording while it was decoded.

    `channels` is 1 or 2 (more are mixed down), `flags` are words for the ledger (TRUNCATED,
    LOW_BANDWIDTH, MULTITRACK), and `lost_s` the seconds that the file declared and did not hold.
    """

    duration_s: float
    channels: int
    format: str
    flags: tuple[str, ...] = ()
    lost_s: float = 0.0


@dataclass(frozen=True, slots=True)
class SoundPart:
    """One part of the recording, as a file: 16 kHz FLAC with the recording's channels."""

    number: int
    start_s: float
    end_s: float
    path: Path
    has_speech: bool = True
    forced_cut: bool = False
