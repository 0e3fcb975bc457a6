"""Fifty minutes through the deployed shape: computed from what was measured here and what Lambda gives and charges.

Every function of the path has one whole processor (1,769 MB); it is taken to be as fast as this
machine's core. Every part has a worker of its own, cold.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from infrastructure.bench_speech.figures import Figure
from shared.adapters.media.recording import TARGET_PART_S
from shared.adapters.speech.packing import WINDOW_S
from shared.domain.estimates import USD_A_GB_SECOND

REQUEST_USD = 0.20 / 1e6
ONE_PROCESSOR_MB = 1769
IMAGE_START_S = 3.0  # a container image that was not used for a while; what its code loads is measured
ZIP_START_S = 1.5
AROUND_S = 4.0  # the gate, three queues, the reading and the brief
TRANSCRIBE_MINUTE_USD = 0.006  # Amazon Transcribe, 2026


@dataclass(frozen=True, slots=True)
class Measured:
    """CPU seconds: of splitting a second of sound, of a window of thirty seconds, of loading the weights."""

    split_a_second: float
    window_s: float
    load_s: float


@dataclass(frozen=True, slots=True)
class Deployed:
    """One session on Lambda: its wall seconds and its dollars; `longest_s` is the longest single run."""

    wall_s: float
    usd: float
    longest_s: float


def compute_deployed(measured: Measured, minutes: float, *, memory_mb: int = ONE_PROCESSOR_MB) -> Deployed:
    """Compute a session in which somebody speaks all the time."""
    seconds = minutes * 60.0
    parts = ceil(seconds / TARGET_PART_S)
    split_s = ZIP_START_S + measured.split_a_second * seconds
    part_s = measured.load_s + ceil(TARGET_PART_S / WINDOW_S) * measured.window_s
    wall_s = split_s + IMAGE_START_S + part_s + AROUND_S
    gigabyte_s = (split_s + AROUND_S) * ONE_PROCESSOR_MB / 1024 + parts * part_s * memory_mb / 1024
    usd = gigabyte_s * USD_A_GB_SECOND + (parts + 3) * REQUEST_USD
    return Deployed(wall_s, usd, max(split_s, part_s))


def as_figures(measured: Measured, shape: str) -> Iterator[Figure]:
    """Give the time and the cost of fifty minutes."""
    session = compute_deployed(measured, 50.0)
    remark = (
        f"{shape}: a window {measured.window_s:.2f} s, weights {measured.load_s:.1f} s; "
        f"Amazon Transcribe would be ${50 * TRANSCRIBE_MINUTE_USD:.2f}"
    )
    yield Figure(f"50 minutes on Lambda with {shape}, wall", 60.0, 30.0, session.wall_s, remark, unit="s")
    yield Figure(f"50 minutes on Lambda with {shape}, cost", 0.03, 0.01, session.usd, remark, unit="$")
