"""Opens a stranger's sound file, in the child process, and says what it declares itself to be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer

from shared.adapters.media.formats import OPTIONS
from shared.adapters.media.refusals import Reason, refusal
from shared.adapters.media.wave_header import promised_duration
from shared.domain.sound.parts import SoundLimits

_MICROSECONDS = 1_000_000
_HEAD = 65_536  # bytes in which an mp3's first frame, after its tags, may say how long it is
_LENGTH_TAGS = (b"Xing", b"Info", b"VBRI")
GRACE_S = 2.0  # a recording of exactly the longest length is still taken, with what its codec padded
_LOW_RATE = 12_000  # samples a second; a telephone line has 8,000
_STEREO = 2


@dataclass(frozen=True, slots=True)
class Declared:
    """What a file says of its sound before any of it is decoded.

    `promised_s` is None where the file does not say how long it is, or only lets it be guessed,
    and infinite where its writer left the end open.
    """

    promised_s: float | None
    channels: int
    flags: tuple[str, ...]


@contextmanager
def open_sound(source: Path) -> Iterator[InputContainer]:
    """Open a sound file with its demuxers and codecs limited to the known ones.

    Raises:
        RecordingError: UNREADABLE or NO_AUDIO_TRACK.
    """
    with source.open("rb") as file:  # handed over open: the decoder gets no path to build others from
        try:
            container = av.open(file, mode="r", options=dict(OPTIONS), metadata_errors="replace")
        except (av.error.FFmpegError, ValueError):
            raise refusal(Reason.UNREADABLE) from None
        with container:
            if not container.streams.audio:
                raise refusal(Reason.NO_AUDIO_TRACK)
            yield container


def read_declaration(container: InputContainer, source: Path, name: str, limits: SoundLimits) -> Declared:
    """Read what a file declares, and refuse one that is too long before decoding it.

    Raises:
        RecordingError: TOO_LONG or UNREADABLE.
    """
    stream = container.streams.audio[0]
    if stream.codec_context is None or not stream.rate or not stream.channels:
        raise refusal(Reason.UNREADABLE)
    duration_s = _declared_duration(container, source, name)
    longest_s = limits.max_duration_s + GRACE_S
    if duration_s is not None and duration_s > longest_s and not _has_too_few_bytes(container, source):
        raise refusal(Reason.TOO_LONG)
    promised_s = promised_duration(source) if name == "wav" else duration_s
    return Declared(promised_s, 1 if stream.channels != _STEREO else _STEREO, tuple(_flags(container)))


def _declared_duration(container: InputContainer, source: Path, name: str) -> float | None:
    if name == "aac" or (name == "mp3" and not _says_its_length(source)):
        return None  # what the library offers is a guess from the first frame's bit rate
    stream = container.streams.audio[0]
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / _MICROSECONDS if container.duration is not None else None


def _says_its_length(source: Path) -> bool:
    with source.open("rb") as file:
        head = file.read(_HEAD)
    return any(tag in head for tag in _LENGTH_TAGS)


def _has_too_few_bytes(container: InputContainer, source: Path) -> bool:
    # A recorder that died, or wrote to a pipe, leaves a wave header that declares hours. What is
    # in the file bounds the work then, so the sound itself decides.
    stream = container.streams.audio[0]
    if not stream.codec_context.name.startswith("pcm_"):
        return False
    declared_s = float((stream.duration or 0) * (stream.time_base or 0))
    return declared_s * stream.rate * stream.channels > source.stat().st_size


def _flags(container: InputContainer) -> Iterator[str]:
    stream = container.streams.audio[0]
    if stream.rate < _LOW_RATE:
        yield "LOW_BANDWIDTH"
    if stream.channels > _STEREO or len(container.streams.audio) > 1:
        yield "MULTITRACK"
