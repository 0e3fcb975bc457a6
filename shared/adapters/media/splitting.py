"""The work of the child process: one pass over a session's files, leaving parts in a folder, and who speaks when."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path

import numpy as np

from shared.adapters.media.decoding import SoundStream
from shared.adapters.media.flac import read_part, write_flac
from shared.adapters.media.opening import Declared, open_sound, read_declaration
from shared.adapters.media.order import SniffedFile, SplitOrder
from shared.adapters.media.part_cutter import PartCutter, Piece
from shared.adapters.media.refusals import Reason, refusal
from shared.adapters.media.silero import BLOCK, SpeechHearing
from shared.adapters.media.speakers import hear_voices
from shared.domain.sound.levels import FRAME, RATE, Levels, Samples, measure_levels
from shared.domain.sound.own_voice import channel_difference, channels_are_apart
from shared.domain.sound.parts import Recording, SoundLimits, SoundPart, SplitSound
from shared.domain.sound.speech import Mask

_LOSS_TOLERANCE_S = 1.0  # declared lengths are rounded, and codecs pad
_LOSS_TOLERANCE = 0.01


def split_sound(order: SplitOrder) -> SplitSound:
    """Decode, cut and write one session's recording, and tell its voices apart where one channel has them all.

    Raises:
        RecordingError: when the sound cannot be used.
    """
    declared = [_declared(each, order.limits) for each in order.files]
    channels = min(each.channels for each in declared)
    hearing, writer = SpeechHearing(channels), _Writer(order.into)
    sound = _Sound(order, declared, channels)
    writer.write_all(_pieces(_in_minutes(sound.blocks()), hearing, order.target_part_s))
    recording = sound.recording
    off_record = tuple(sound.off_record())
    if channels > 1 and writer.channels_are_apart:
        return SplitSound(recording, tuple(writer.parts), off_record=off_record)
    if channels > 1:
        writer.mix_down()
    spoken: Mask = np.any(hearing.spoken(0, round(recording.duration_s * RATE) // FRAME), axis=0)
    voices = hear_voices(writer.parts, spoken)
    return SplitSound(replace(recording, channels=1), tuple(writer.parts), voices, off_record)


def _declared(each: SniffedFile, limits: SoundLimits) -> Declared:
    with open_sound(each.file.path) as container:
        return read_declaration(container, each.file.path, each.format, limits)


def _in_minutes(blocks: Iterator[Samples]) -> Iterator[Samples]:
    gathered: list[Samples] = []
    length = 0
    for block in blocks:
        gathered.append(block)
        length += block.shape[1]
        while length >= BLOCK:
            joined = np.concatenate(gathered, axis=1)
            yield joined[:, :BLOCK]
            gathered, length = [joined[:, BLOCK:]], length - BLOCK
    if length:
        yield np.concatenate(gathered, axis=1)


def _pieces(minutes: Iterator[Samples], hearing: SpeechHearing, target_s: float) -> Iterator[Piece]:
    cutter = PartCutter(target_s, hearing.spoken)
    for minute in minutes:
        hearing.hear(minute)
        yield from cutter.feed(minute)
    yield from cutter.finish()


class _Sound:
    """The sound of all files, one after the other, and what is known of it once it was read to the end."""

    def __init__(self, order: SplitOrder, declared: Sequence[Declared], channels: int) -> None:
        self._order = order
        self._declared = declared
        self._channels = channels
        self._samples: list[int] = []  # of each file
        promised_s = [each.promised_s for each in declared if each.promised_s and isfinite(each.promised_s)]
        if sum(promised_s) > order.limits.max_duration_s and len(declared) > 1:
            raise refusal(Reason.TOO_LONG)

    def blocks(self) -> Iterator[Samples]:
        for each in self._order.files:
            self._samples.append(0)
            with open_sound(each.file.path) as container:
                left_s = self._order.limits.max_duration_s - sum(self._samples) / RATE
                stream = SoundStream(container, self._channels, left_s)
                for block in _on_the_record(stream.blocks(), each.file.off_record):
                    self._samples[-1] += block.shape[1]
                    yield block

    def off_record(self) -> Iterator[tuple[float, float]]:
        """Give what was silenced of each file that was read, on the session's clock."""
        begin_s = 0.0
        for each, samples in zip(self._order.files, self._samples, strict=True):
            length_s = samples / RATE
            for start_s, end_s in sorted(each.file.off_record):
                if start_s < length_s:
                    yield begin_s + start_s, begin_s + min(end_s, length_s)
            begin_s += length_s

    @property
    def recording(self) -> Recording:
        durations_s = [samples / RATE for samples in self._samples]
        lost_s = [_lost(*each) for each in zip(self._declared, durations_s, strict=True)]
        shortest_s = self._order.limits.min_duration_s
        if sum(durations_s) < shortest_s:
            raise refusal(Reason.UNREADABLE if sum(lost_s) >= shortest_s else Reason.TOO_SHORT)
        flags = {flag for each in self._declared for flag in each.flags}
        losses = zip(lost_s, self._declared, strict=True)
        lost = sum(lost for lost, declared in losses if _is_truncated(lost, declared))
        flags |= {"TRUNCATED"} if lost else set()
        formats = "+".join(dict.fromkeys(each.format for each in self._order.files))
        return Recording(sum(durations_s), self._channels, formats, tuple(sorted(flags)), lost)


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


def _lost(declared: Declared, duration_s: float) -> float:
    return max(0.0, (declared.promised_s or 0.0) - duration_s)


def _is_truncated(lost_s: float, declared: Declared) -> bool:
    tolerance_s = max(_LOSS_TOLERANCE_S, _LOSS_TOLERANCE * (declared.promised_s or 0.0))
    return isfinite(lost_s) and lost_s > tolerance_s


class _Writer:
    """Writes pieces as numbered files, and keeps what must be known once all are written."""

    def __init__(self, into: Path) -> None:
        self.parts: list[SoundPart] = []
        self._into = into
        self._differences: list[Levels] = []

    @property
    def channels_are_apart(self) -> bool:
        return channels_are_apart(np.concatenate(self._differences))

    def write_all(self, pieces: Iterator[Piece]) -> None:
        for number, piece in enumerate(pieces):
            path = self._into / f"{number:04d}.flac"
            write_flac(path, piece.samples, piece.spoken)
            self.parts.append(_part(number, piece, path))
            if len(piece.samples) > 1:
                self._differences.append(channel_difference(measure_levels(piece.samples), piece.spoken))

    def mix_down(self) -> None:
        for part in self.parts:
            both, spoken = read_part(part.path)
            mixed = np.asarray(both.astype(np.int32).sum(axis=0, keepdims=True) // 2, dtype=np.int16)
            write_flac(part.path, mixed, None if spoken is None else np.any(spoken, axis=0, keepdims=True))


def _part(number: int, piece: Piece, path: Path) -> SoundPart:
    start_s = piece.first / RATE
    end_s = start_s + piece.samples.shape[1] / RATE
    return SoundPart(number, start_s, end_s, path, bool(piece.spoken.any()), piece.forced_cut)
