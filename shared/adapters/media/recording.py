"""The split step's hands: a stranger's file in, numbered parts of clean sound out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from shared.adapters.media.child import DecodingChild
from shared.adapters.media.order import SniffedFile, SplitOrder
from shared.adapters.media.protection import is_protected
from shared.adapters.media.refusals import Reason, refusal
from shared.adapters.media.sniff import sniff_format
from shared.domain.sound.parts import SoundFile, SoundLimits, SplitSound

TARGET_PART_S = 120.0  # short enough for one worker's time limit, long enough that its start-up is nothing
_SHORTEST_TARGET_S = 4.0  # a forced cut overlaps by a second on each side


@dataclass(frozen=True, slots=True)
class SoundFileSplitter:
    """Splits recordings with the same limits every time."""

    limits: SoundLimits = field(default_factory=SoundLimits)
    target_part_s: float = TARGET_PART_S
    child: DecodingChild = field(default_factory=DecodingChild)

    def split(self, files: Sequence[SoundFile], into: Path) -> SplitSound:
        """Write the parts of a session's files, one after the other, into a folder.

        What is off the record is silenced before anything listens to it.

        Raises:
            RecordingError: when the sound cannot be used, with the reason.
        """
        if sum(each.path.stat().st_size for each in files) > self.limits.max_bytes:
            raise refusal(Reason.TOO_LARGE)
        sniffed = tuple(_sniffed(each) for each in files)
        target_s = max(self.target_part_s, _SHORTEST_TARGET_S)
        report = self.child.carry_out(SplitOrder(sniffed, into.resolve(), self.limits, target_s))
        if report.sound is None:
            raise refusal(Reason(report.refused))
        return report.sound


def _sniffed(file: SoundFile) -> SniffedFile:
    name = sniff_format(file.path)
    if name == "mp4" and is_protected(file.path):
        raise refusal(Reason.ENCRYPTED)
    return SniffedFile(replace(file, path=file.path.resolve()), name)
