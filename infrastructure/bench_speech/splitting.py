"""What splitting costs: decoding, speech detection, cutting; its time and its memory against length."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from infrastructure.bench_speech.figures import Figure
from infrastructure.bench_speech.made_speech import write_long_mp3
from infrastructure.root import ROOT

# In a process of its own, so that the peak of its memory is its own.
_SPLIT = """
import json, resource, sys, tempfile
from pathlib import Path
from shared.adapters.media.recording import SoundFileSplitter
from shared.domain.sound.parts import SoundFile
with tempfile.TemporaryDirectory() as room:
    cut = SoundFileSplitter().split([SoundFile(Path(sys.argv[1]))], Path(room))
    disk = sum(path.stat().st_size for path in Path(room).rglob("*"))
own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
# What getrusage says of this process itself holds the peak of whoever started it; the kernel's own line does not.
status = Path("/proc/self/status").read_text().split()
own_kb = int(status[status.index("VmHWM:") + 1])
print(json.dumps({
    "cpu_s": sum(use.ru_utime + use.ru_stime for use in (own, child)),
    "peak_mb": max(own_kb, child.ru_maxrss) / 1024,
    "disk_mb": disk / 1e6,
    "sound_s": cut.recording.duration_s,
    "parts": len(cut.parts),
}))
"""


@dataclass(frozen=True, slots=True)
class Split:
    """One recording split: its minutes, CPU seconds, the peak of memory and the parts' size on disk."""

    minutes: float
    cpu_s: float
    peak_mb: float
    disk_mb: float
    sound_s: float
    parts: int

    @property
    def real_time(self) -> float:
        """CPU seconds a second of sound."""
        return self.cpu_s / self.sound_s


def measure_splits(lengths_min: Sequence[float], room: Path) -> list[Split]:
    """Split an mp3 of each length."""
    return [_split(minutes, room) for minutes in lengths_min]


def as_figures(splits: Sequence[Split], session_min: float) -> list[Figure]:
    """Give the figures of one session's length, and of the longest."""
    session = nearest(splits, session_min)
    longest = max(splits, key=lambda split: split.minutes)
    what = f"splitting {session.minutes:.0f} minutes of mp3, CPU / real time"
    memory = f"peak memory of splitting {longest.minutes:.0f} minutes"
    remark = f"{session.parts} parts, {session.cpu_s:.1f} CPU s, {session.peak_mb:.0f} MB at the peak"
    beside = ", ".join(f"{split.minutes:.0f} min {split.peak_mb:.0f} MB" for split in splits)
    return [
        Figure(what, 0.008, 0.004, session.real_time, remark),
        Figure(memory, 300.0, 300.0, longest.peak_mb, beside, unit="MB"),
    ]


def nearest(splits: Sequence[Split], minutes: float) -> Split:
    """Give the split of the length that comes nearest."""
    return min(splits, key=lambda split: abs(split.minutes - minutes))


def _split(minutes: float, room: Path) -> Split:
    recording = room / f"{minutes:.0f}.mp3"
    write_long_mp3(recording, minutes, room)
    done = subprocess.run(
        [sys.executable, "-c", _SPLIT, str(recording)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    recording.unlink()
    return Split(minutes, **json.loads(done.stdout))
