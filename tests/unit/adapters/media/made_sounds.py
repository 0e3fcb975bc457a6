"""Sounds and broken files that the media tests make for themselves; none is committed."""

import wave
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.int16]  # one row a channel

_RATE, _FRAME, _AUDIBLE = 16_000, 320, 300
_DEMO = Path(__file__).parents[4] / "infrastructure" / "recording" / "demo.opus"


@cache
def _speech() -> Sound:
    """Give the demo recording's speech without its pauses, 16 kHz mono: invented people, spoken by a machine."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    with av.open(str(_DEMO)) as demo:
        sound = np.concatenate([b.to_ndarray()[0] for frame in demo.decode(audio=0) for b in resampler.resample(frame)])
    frames = sound[: sound.size // _FRAME * _FRAME].reshape(-1, _FRAME)
    return np.asarray(frames[np.abs(frames).max(axis=1) > _AUDIBLE].reshape(1, -1), dtype=np.int16)


def talk(seconds: float, *, rate: int = _RATE, channels: int = 1, loudness: float = 0.2) -> Sound:
    """Let somebody talk without a pause."""
    moments = np.arange(int(seconds * rate)) * _RATE / rate
    speech = np.resize(_speech()[0], int(moments[-1]) + 2 if moments.size else 0)
    mono = np.interp(moments, np.arange(speech.size), speech) if moments.size else np.zeros(0)
    return np.tile((mono * loudness / max(1, np.abs(mono).max(initial=1)) * 32767).astype(np.int16), (channels, 1))


def hush(seconds: float, *, rate: int = 16_000, channels: int = 1, loudness: float = 0.0002) -> Sound:
    """Make the noise of a quiet room."""
    noise = np.random.default_rng(seed=4).normal(0.0, loudness, (channels, int(seconds * rate)))
    return np.asarray(noise * 32767, dtype=np.int16)


def in_turns(*lengths_s: float) -> Sound:
    """Make talk and hush in turn, beginning with talk."""
    pieces = [talk(length) if number % 2 == 0 else hush(length) for number, length in enumerate(lengths_s)]
    return np.concatenate(pieces, axis=1)


def write_wave(path: Path, sound: Sound, rate: int = 16_000) -> Path:
    """Write a sound as plain wave."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sound))
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.ascontiguousarray(sound.T).astype("<i2").tobytes())
    return path


def write_sound(
    path: Path,
    sound: Sound,
    container: str,
    codec: str,
    rate: int = 16_000,
    layout: str = "mono",
    form: str = "s16",
    tags: Mapping[str, str] | None = None,
) -> Path:
    """Write a sound in any container and codec."""
    with av.open(str(path), "w", format=container) as file:
        file.metadata.update(tags or {})
        stream = file.add_stream(codec, rate=rate, layout=layout)
        stream.format = form
        for frame in _frames(sound, rate, layout):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def write_tracks(path: Path, *sounds: Sound, rate: int = 16_000) -> Path:
    """Write an mp4 file with a sound track for each of these."""
    with av.open(str(path), "w", format="mp4") as file:
        streams = [file.add_stream("aac", rate=rate, layout="mono") for _ in sounds]
        for stream, sound in zip(streams, sounds, strict=True):
            for frame in _frames(sound, rate, "mono"):
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
    return path


def write_picture_only(path: Path) -> Path:
    """Write an mp4 file with a picture and no sound."""
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), dtype=np.uint8), format="rgb24")
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def write_film(path: Path, sound: Sound, rate: int = 16_000) -> Path:
    """Write an mp4 file with a picture and sound."""
    with av.open(str(path), "w", format="mp4") as file:
        picture = file.add_stream("mpeg4", rate=5)
        picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
        stream = file.add_stream("aac", rate=rate, layout="mono")
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), dtype=np.uint8), format="rgb24")
            file.mux(picture.encode(frame))
        for heard in _frames(sound, rate, "mono"):
            file.mux(stream.encode(heard))
        file.mux(picture.encode(None))
        file.mux(stream.encode(None))
    return path


def write_endless(path: Path, hours: float, container: str = "flac", codec: str = "flac", rate: int = 8_000) -> Path:
    """Write hours of digital silence, which take next to no room."""
    minute = np.zeros((1, rate * 60), dtype=np.int16)
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        for number in range(int(hours * 60)):
            frame = av.AudioFrame.from_ndarray(minute, format="s16", layout="mono")
            frame.sample_rate = rate
            frame.pts = number * minute.size
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def _frames(sound: Sound, rate: int, layout: str) -> Iterator[av.AudioFrame]:
    for first in range(0, sound.shape[1], rate):
        piece = np.ascontiguousarray(sound[:, first : first + rate].T.reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(piece, format="s16", layout=layout)
        frame.sample_rate = rate
        frame.pts = first
        yield frame
