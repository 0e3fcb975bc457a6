"""What a recording is cut into, between the split step and the transcribe step."""

from dataclasses import dataclass
from pathlib import Path

from shared.domain.sound.voices import VoiceStretch


@dataclass(frozen=True, slots=True)
class SoundLimits:
    """What a recording may be: bytes of the file, and seconds of sound."""

    max_bytes: int = 500_000_000
    max_duration_s: float = 4 * 3600.0
    min_duration_s: float = 1.0


@dataclass(frozen=True, slots=True)
class SoundFile:
    """One file of a session; `off_record` are seconds from the file's start that nobody may listen to."""

    path: Path
    off_record: tuple[tuple[float, float], ...] = ()


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


@dataclass(frozen=True, slots=True)
class SplitSound:
    """A session's sound after the split: what it is, its parts, and who speaks when where one channel has them all.

    `voices` is empty where each channel has a voice of its own; `off_record` are seconds on the session's
    clock, on which one file follows the other.
    """

    recording: Recording
    parts: tuple[SoundPart, ...]
    voices: tuple[VoiceStretch, ...] = ()
    off_record: tuple[tuple[float, float], ...] = ()
