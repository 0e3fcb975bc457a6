"""Mixes two readers of LibriSpeech to a talk in turns, with the truth of who speaks when; nothing of it is kept.

The truth is a reader's own sentence without the silence at its ends, as Silero hears it in the clean clip.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from shared.adapters.media.silero import hear_speech_in
from shared.domain.sound.levels import FRAME, RATE
from shared.domain.sound.voices import VoiceStretch

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "audio" / "librispeech"
TURNS = 20
_PAUSES_S = (0.1, 0.7)  # between two turns, drawn evenly: people answer after 0.2 s, and seldom after 0.7 s
_SEED = 4

Clip = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Mix:
    """A talk of some people, 16 kHz mono, and who speaks when."""

    readers: tuple[str, ...]
    sound: Clip
    truth: tuple[VoiceStretch, ...]


def read_clips(folder: Path = FOLDER, *, readers: int | None = None) -> Mapping[str, Sequence[Clip]]:
    """Read each reader's clips, cut to where the reader speaks; only of the first `readers`, where wanted.

    Raises:
        FileNotFoundError: when the clips are not there.
    """
    files = sorted(folder.glob("*.flac"))
    if not files:
        message = f"no clips of LibriSpeech in {folder}; see ../shared/data/README.md"
        raise FileNotFoundError(message)
    wanted = sorted({file.name.partition("-")[0] for file in files})[:readers]
    clips: dict[str, list[Clip]] = {name: [] for name in wanted}
    for file in files:
        if (name := file.name.partition("-")[0]) in clips:
            clips[name].append(_trimmed(_read(file)))
    return clips


def mix_pairs(clips: Mapping[str, Sequence[Clip]]) -> Iterator[Mix]:
    """Mix every two readers, in turns."""
    return (mix(clips, pair) for pair in combinations(sorted(clips), 2))


def mix(clips: Mapping[str, Sequence[Clip]], readers: tuple[str, ...], turns: int = TURNS) -> Mix:
    """Let readers speak in turns, each turn one clip."""
    draw = np.random.default_rng(seed=[_SEED, *map(int, readers)])
    pieces: list[Clip] = []
    truth: list[VoiceStretch] = []
    length = 0
    for turn in range(turns):
        reader = turn % len(readers)
        clip = clips[readers[reader]][turn // len(readers) % len(clips[readers[reader]])]
        pause = _room(round(draw.uniform(*_PAUSES_S) * RATE), draw)
        length += len(pause)
        truth.append(VoiceStretch(reader, length / RATE, (length + len(clip)) / RATE))
        length += len(clip)
        pieces += [pause, clip]
    return Mix(readers, np.concatenate(pieces), tuple(truth))


def _room(length: int, draw: np.random.Generator) -> Clip:
    return np.asarray(draw.normal(0.0, 20.0, length), dtype=np.int16)


def _read(file: Path) -> Clip:
    with av.open(str(file)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)]).astype(np.int16)


def _trimmed(clip: Clip) -> Clip:
    spoken = np.flatnonzero(hear_speech_in(clip))
    return clip[spoken[0] * FRAME : (spoken[-1] + 1) * FRAME]
