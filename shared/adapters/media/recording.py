"""The split step's hands: a stranger's file in, numbered parts of clean sound out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shared.adapters.media.child import DecodingChild
from shared.adapters.media.order import SplitOrder
from shared.adapters.media.protection import is_protected
from shared.adapters.media.refusals import Reason, refusal
from shared.adapters.media.sniff import sniff_format
from shared.domain.sound.parts import Recording, SoundLimits, SoundPart

TARGET_PART_S = 120.0  # short enough for one worker's time limit, long enough that its start-up is nothing
_SHORTEST_TARGET_S = 4.0  # a forced cut overlaps by a second on each side


@dataclass(frozen=True, slots=True)
class SoundFileSplitter:
    """Splits recordings with the same limits every time."""

    limits: SoundLimits = field(default_factory=SoundLimits)
    target_part_s: float = TARGET_PART_S
    child: DecodingChild = field(default_factory=DecodingChild)

    def split(
        self, source: Path, into: Path, *, off_record: Sequence[tuple[float, float]] = ()
    ) -> tuple[Recording, tuple[SoundPart, ...]]:
        """Write a recording's parts into a folder; spans off the record are silenced first.

        Raises:
            RecordingError: when the sound cannot be used, with the reason.
        """
        if source.stat().st_size > self.limits.max_bytes:
            raise refusal(Reason.TOO_LARGE)
        name = sniff_format(source)
        if name == "mp4" and is_protected(source):
            raise refusal(Reason.ENCRYPTED)
        target_s = max(self.target_part_s, _SHORTEST_TARGET_S)
        order = SplitOrder(source.resolve(), into.resolve(), name, self.limits, target_s, tuple(off_record))
        report = self.child.carry_out(order)
        if report.recording is None:
            raise refusal(Reason(report.refused))
        return report.recording, report.parts


def split_recording_file(
    source: Path,
    into: Path,
    *,
    limits: SoundLimits,
    target_part_s: float = TARGET_PART_S,
    off_record: Sequence[tuple[float, float]] = (),
) -> tuple[Recording, tuple[SoundPart, ...]]:
    """Write a recording's parts, of about `target_part_s` seconds each, into a folder.

    Raises:
        RecordingError: when the sound cannot be used, with the reason.
    """
    return SoundFileSplitter(limits, target_part_s).split(source, into, off_record=off_record)
