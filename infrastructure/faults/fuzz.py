"""Grammar fuzz of the recording reader: spoilt and disguised sound files, each through the fenced child.

What must hold of every file: the parent lives, the answer is parts or a RecordingError, nothing of the
neighbouring file is heard, and time, memory and what is written stay within their bounds.
"""

import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import av
import numpy as np
from numpy.typing import NDArray

from shared.adapters.media.child import DecodingChild
from shared.adapters.media.recording import SoundFileSplitter
from shared.domain.sound.parts import SoundFile
from shared.errors import RecordingError

MOST_BREACHES = 10  # enough to see what is wrong
SLOWEST_S = 30.0  # of one small file, on a busy machine
MOST_WRITTEN_BYTES = 64_000_000
MOST_MEMORY_KB = 1_500_000  # the child's own limit
_RATE = 16_000
_NEIGHBOUR = "other_client.wav"
_NEIGHBOUR_S = 30.0  # longer than any seed: parts of that length could only come from it
_SEED_S = 2.0
_CONTAINERS = {
    "wav": ("wav", "pcm_s16le"),
    "mulaw.wav": ("wav", "pcm_mulaw"),
    "flac": ("flac", "flac"),
    "ogg": ("ogg", "libopus"),
    "mp3": ("mp3", "libmp3lame"),
    "m4a": ("mp4", "aac"),
    "webm": ("webm", "libopus"),
    "aac": ("adts", "aac"),
}
_DISGUISES = (
    b"ffconcat version 1.0\nfile 'other_client.wav'\n",
    b"#EXTM3U\n#EXTINF:30,\nother_client.wav\n",
    b"#EXTM3U\n#EXT-X-TARGETDURATION:30\n#EXTINF:30,\nfile:other_client.wav\n#EXT-X-ENDLIST\n",
    b"RIFF\x24\x00\x00\x00WAVEffconcat version 1.0\nfile 'other_client.wav'\n",
    b"concat:other_client.wav|other_client.wav",
    b"<?xml version='1.0'?><MPD><BaseURL>other_client.wav</BaseURL></MPD>",
    b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 0 RTP/AVP 0\n",
    b"[playlist]\nFile1=other_client.wav\n",
)

Spoil = Callable[[bytes, Random], bytes]


@dataclass
class Fuzzed:
    """What a run came to: files by how they ended, and every breach with the file that made it."""

    ended: Counter[str] = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    files: int = 0


def fuzz(seconds: float, *, seed: int = 0) -> Fuzzed:
    """Feed spoilt files to the reader for so long; the same seed gives the same files in the same order."""
    found, until = Fuzzed(), time.monotonic() + seconds
    with TemporaryDirectory() as room:
        seeds = write_seeds(Path(room))
        for number, (name, content) in enumerate(_files(seeds, Random(seed))):  # noqa: S311  (no secret)
            if time.monotonic() >= until or len(found.breaches) >= MOST_BREACHES:
                return found
            _feed(f"{name} number {number} of seed {seed}", content, found)
    return found


def write_seeds(folder: Path) -> dict[str, bytes]:
    """Make one small sound file of each kind, and give their contents."""
    sound = (np.sin(np.arange(int(_SEED_S * _RATE)) * 0.2) * 8000).astype(np.int16)
    return {kind: _write(folder / f"seed.{kind}", *coded, sound) for kind, coded in _CONTAINERS.items()}


def _files(seeds: dict[str, bytes], random: Random) -> Iterator[tuple[str, bytes]]:
    for disguise in _DISGUISES:
        yield "disguise", disguise
    while True:
        kind = random.choice(sorted(seeds))
        spoil = random.choice(_SPOILS)
        yield f"{kind} {spoil.__name__.removeprefix('_')}", spoil(seeds[kind], random)


def _feed(name: str, content: bytes, found: Fuzzed) -> None:
    with TemporaryDirectory() as room:
        source, into, neighbour = Path(room) / "recording", Path(room) / "parts", Path(room) / _NEIGHBOUR
        into.mkdir()
        source.write_bytes(content)
        neighbour.write_bytes(_neighbour())
        began, found.files = time.monotonic(), found.files + 1
        try:
            recording = (
                SoundFileSplitter(child=DecodingChild(wall_s=SLOWEST_S)).split([SoundFile(source)], into).recording
            )
        except RecordingError as error:
            found.ended[error.reason] += 1
        except Exception as error:  # noqa: BLE001  (that is what the fuzz looks for)
            found.breaches.append(f"{name}: {type(error).__name__} reached the parent")
        else:
            found.ended["parts"] += 1
            if "disguise" in name and recording.duration_s >= _NEIGHBOUR_S - 1:
                found.breaches.append(f"{name}: {recording.duration_s:.0f} s were heard of {_SEED_S:.0f}")
        _check_bounds(name, time.monotonic() - began, into, found)


def _check_bounds(name: str, took_s: float, into: Path, found: Fuzzed) -> None:
    found.slowest_s = max(found.slowest_s, took_s)
    written = sum(path.stat().st_size for path in into.iterdir())
    if took_s > 2 * SLOWEST_S:
        found.breaches.append(f"{name}: {took_s:.0f} s")
    if written > MOST_WRITTEN_BYTES:
        found.breaches.append(f"{name}: {written} bytes written")
    if resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > MOST_MEMORY_KB:
        found.breaches.append(f"{name}: a child took more than its memory")


def _flip(content: bytes, random: Random) -> bytes:
    """Change a few bytes anywhere."""
    spoilt = bytearray(content)
    for _ in range(random.randint(1, 16)):
        spoilt[random.randrange(len(spoilt))] = random.randrange(256)
    return bytes(spoilt)


def _flip_head(content: bytes, random: Random) -> bytes:
    """Change bytes where the headers are."""
    head = min(len(content), 96)
    return _flip(content[:head], random) + content[head:]


def _cut(content: bytes, random: Random) -> bytes:
    """Cut the end off."""
    return content[: random.randrange(1, len(content))]


def _boast(content: bytes, random: Random) -> bytes:
    """Write a huge number over four bytes: a length, a count, a rate."""
    at = random.randrange(0, min(len(content) - 4, 256))
    huge = random.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x00"))
    return content[:at] + huge + content[at + 4 :]


def _repeat(content: bytes, random: Random) -> bytes:
    """Say a piece of the file many times over."""
    first = random.randrange(len(content))
    piece = content[first : first + random.randint(4, 512)]
    return content[:first] + piece * random.randint(2, 2000) + content[first:]


def _swap_heads(content: bytes, random: Random) -> bytes:
    """Put another format's first bytes before the file's rest."""
    magic = random.choice(
        (b"RIFF", b"fLaC", b"OggS", b"ID3\x04", b"\x1aE\xdf\xa3", b"\x00\x00\x00\x20ftyp", b"#!AMR\n")
    )
    return magic + content[len(magic) :]


def _disguise(content: bytes, random: Random) -> bytes:
    """Put a playlist before, in or behind a sound file."""
    playlist = random.choice(_DISGUISES)
    at = random.choice((0, len(content), random.randrange(len(content))))
    return content[:at] + playlist + content[at:]


_SPOILS: tuple[Spoil, ...] = (_flip, _flip_head, _cut, _boast, _repeat, _swap_heads, _disguise)


def _write(path: Path, container: str, codec: str, sound: NDArray[np.int16]) -> bytes:
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=_RATE if "opus" not in codec else 48_000, layout="mono")
        assert isinstance(stream, av.AudioStream)  # noqa: S101  (the codecs above are all of sound)
        frame = av.AudioFrame.from_ndarray(sound[np.newaxis, :], format="s16", layout="mono")
        frame.sample_rate = _RATE
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=stream.rate)
        for ready in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(ready))
        file.mux(stream.encode(None))
    return path.read_bytes()


def _neighbour() -> bytes:
    length = int(_NEIGHBOUR_S * 8_000)
    head = b"RIFF" + (36 + length).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = b"\x01\x00\x01\x00" + (8_000).to_bytes(4, "little") * 2 + b"\x01\x00\x08\x00"
    return head + form + b"data" + length.to_bytes(4, "little") + b"\x80\xff\x80\x00" * (length // 4)
