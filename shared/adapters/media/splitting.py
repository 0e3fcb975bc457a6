"""The work of the child process: one pass over a stranger's file, leaving parts in a folder."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path

import numpy as np

from shared.adapters.media.decoding import SoundStream
from shared.adapters.media.flac import read_flac, write_flac
from shared.adapters.media.opening import Declared, open_sound, read_declaration
from shared.adapters.media.order import SplitOrder
from shared.adapters.media.part_cutter import PartCutter, Piece
from shared.adapters.media.refusals import Reason, refusal
from shared.domain.sound.levels import RATE, Levels, Samples
from shared.domain.sound.own_voice import channel_difference, channels_are_apart
from shared.domain.sound.parts import Recording, SoundPart
from shared.domain.sound.speech import hear_anybody

_LOSS_TOLERANCE_S = 1.0  # declared lengths are rounded, and codecs pad
_LOSS_TOLERANCE = 0.01


def split_sound(order: SplitOrder) -> tuple[Recording, tuple[SoundPart, ...]]:
    """Decode, cut and write one recording.

    Raises:
        RecordingError: when the sound cannot be used.
    """
    with open_sound(order.source) as container:
        declared = read_declaration(container, order.source, order.format, order.limits)
        blocks = SoundStream(container, declared.channels, order.limits.max_duration_s).blocks()
        writer = _Writer(order.into)
        writer.write_all(_pieces(_on_the_record(blocks, order.off_record), declared, order.target_part_s))
    recording = _checked(declared, writer.duration_s, order)
    if declared.channels > 1 and not writer.channels_are_apart:
        writer.mix_down()
        recording = replace(recording, channels=1)
    return recording, tuple(writer.parts)


def _pieces(blocks: Iterator[Samples], declared: Declared, target_s: float) -> Iterator[Piece]:
    cutter = PartCutter(declared.channels, target_s)
    for block in blocks:
        yield from cutter.feed(block)
    yield from cutter.finish()


def _on_the_record(blocks: Iterator[Samples], spans: Sequence[tuple[float, float]]) -> Iterator[Samples]:
    """Silence what was said off the record, before anything listens to it."""
    position = 0
    for block in blocks:
        kept = block.copy() if spans else block
        for start_s, end_s in spans:
            first, last = (max(0, round(moment * RATE) - position) for moment in (start_s, end_s))
            kept[:, first:last] = 0
        position += block.shape[1]
        yield kept


def _checked(declared: Declared, duration_s: float, order: SplitOrder) -> Recording:
    promised_s = declared.promised_s or 0.0
    lost_s = max(0.0, promised_s - duration_s)
    if duration_s < order.limits.min_duration_s:
        raise refusal(Reason.UNREADABLE if lost_s >= order.limits.min_duration_s else Reason.TOO_SHORT)
    is_truncated = isfinite(lost_s) and lost_s > max(_LOSS_TOLERANCE_S, _LOSS_TOLERANCE * promised_s)
    flags = (*declared.flags, "TRUNCATED") if is_truncated else declared.flags
    return Recording(duration_s, declared.channels, order.format, flags, lost_s if is_truncated else 0.0)


class _Writer:
    """Writes pieces as numbered files, and keeps what must be known once all are written."""

    def __init__(self, into: Path) -> None:
        self.parts: list[SoundPart] = []
        self.duration_s = 0.0
        self._into = into
        self._differences: list[Levels] = []

    @property
    def channels_are_apart(self) -> bool:
        return channels_are_apart(np.concatenate(self._differences))

    def write_all(self, pieces: Iterator[Piece]) -> None:
        for number, piece in enumerate(pieces):
            path = self._into / f"{number:04d}.flac"
            write_flac(path, piece.samples)
            self.parts.append(_part(number, piece, path))
            self.duration_s = self.parts[-1].end_s
            if len(piece.levels) > 1:
                self._differences.append(channel_difference(piece.levels))

    def mix_down(self) -> None:
        for part in self.parts:
            both = read_flac(part.path).astype(np.int32)
            write_flac(part.path, np.asarray(both.sum(axis=0, keepdims=True) // 2, dtype=np.int16))


def _part(number: int, piece: Piece, path: Path) -> SoundPart:
    start_s = piece.first / RATE
    end_s = start_s + piece.samples.shape[1] / RATE
    has_speech = bool(hear_anybody(piece.levels).any())
    return SoundPart(number, start_s, end_s, path, has_speech, piece.forced_cut)
