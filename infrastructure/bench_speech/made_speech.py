"""Real read speech, laid end to end: as long as a measurement needs, in the format it needs."""

from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from infrastructure.bench_speech.figures import DATA
from shared.domain.sound.levels import RATE

_PAUSE_S = 0.6
_BIT_RATE = 128_000  # of an mp3 that a phone writes


def clips(folder: str) -> list[Path]:
    """Give the clips of one folder of the data, in order; none where the data is not there."""
    return sorted(path for path in (DATA / folder).glob("*") if path.suffix in {".flac", ".wav"})


def read_clip(path: Path) -> NDArray[np.int16]:
    """Decode a clip to one channel at 16 kHz."""
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        frames = [block for frame in container.decode(audio=0) for block in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.int16)


def speech(seconds: float) -> NDArray[np.int16]:
    """Give this much speech of several people, with a pause between two clips."""
    pieces: list[NDArray[np.int16]] = []
    length, wanted = 0, round(seconds * RATE)
    sources = [read_clip(path) for path in clips("librispeech")[::7]]
    while length < wanted:
        piece = sources[len(pieces) // 2 % len(sources)]
        pieces += [piece, np.zeros(round(_PAUSE_S * RATE), dtype=np.int16)]
        length += pieces[-1].size + piece.size
    return np.concatenate(pieces)[:wanted]


def write_sound(path: Path, samples: NDArray[np.int16], codec: str) -> None:
    """Write one channel as the codec says: mp3 or pcm_s16le."""
    options = {"write_xing": "0"} if codec == "mp3" else {}  # so that several can be laid end to end
    with av.open(str(path), "w", options=options) as container:
        stream = cast("AudioStream", container.add_stream(codec, rate=RATE))
        stream.layout = "mono"
        if codec == "mp3":
            stream.bit_rate = _BIT_RATE
        for first in range(0, samples.size, RATE):
            frame = av.AudioFrame.from_ndarray(samples[np.newaxis, first : first + RATE], format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def write_long_mp3(path: Path, minutes: float, room: Path) -> None:
    """Write an mp3 of this length: five minutes encoded once, laid end to end, which mp3 allows."""
    once = room / "five-minutes.mp3"
    if not once.exists():
        write_sound(once, speech(300.0), "mp3")
    content, wanted = once.read_bytes(), round(minutes * 60.0 * _BIT_RATE / 8)  # a cut inside a frame loses that frame
    with path.open("wb") as file:
        for written in range(0, wanted, len(content)):
            file.write(content[: wanted - written])
