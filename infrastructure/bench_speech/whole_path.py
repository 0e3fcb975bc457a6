"""Our whole path, from the file to the joined transcript, against bare faster-whisper on the same file and weights.

Bare is `WhisperModel.transcribe(file)` with our beam, our thresholds and word times; it decodes the
file, takes every thirty seconds and tells no voices apart. The network says 110 tokens in each window
and ends it with one timestamp, as trained ones do, so both sides decode each window once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from faster_whisper import WhisperModel

from infrastructure.bench_speech.figures import Figure, cpu_of
from infrastructure.bench_speech.recognisers import BEAMS, Network
from shared.adapters.media.flac import write_flac
from shared.adapters.media.recording import SoundFileSplitter
from shared.adapters.speech.ctranslate2_engine import CTranslate2Engine
from shared.domain.sound.join import PartWords, join_parts
from shared.domain.sound.levels import RATE
from shared.domain.sound.parts import SoundFile

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Bare:
    """CPU seconds of faster-whisper by itself, and how many windows it decoded."""

    cpu_s: float
    decoded: int


@dataclass(frozen=True, slots=True)
class PathCost:
    """CPU seconds of our path in its pieces and of the bare one, as it is and with its own speech detection."""

    load_s: float
    split_s: float
    hear_s: float
    join_s: float
    decoded: int
    bare: Bare
    gated: Bare

    @property
    def ours_s(self) -> float:
        """All of our path but the loading of the weights, which bare faster-whisper does too."""
        return self.split_s + self.hear_s + self.join_s

    @property
    def window_s(self) -> float:
        """What one decoded window costs, its words' times included."""
        return self.hear_s / self.decoded

    def figures(self) -> Iterator[Figure]:
        """Give the ratios to faster-whisper as it is, to its own speech detection, and of a window alone."""
        pieces = f"split with voices told apart {self.split_s:.1f}, hear {self.hear_s:.1f}, join {self.join_s:.2f} s"
        for what, bare in (("bare faster-whisper", self.bare), ("faster-whisper with its vad_filter", self.gated)):
            beside = f"{pieces}; {self.decoded} windows against {bare.decoded}, {bare.cpu_s:.1f} s"
            yield Figure(f"our whole path / {what}, same file", 1.10, 1.02, self.ours_s / bare.cpu_s, beside)
        bare_window_s = self.bare.cpu_s / self.bare.decoded
        remark = f"{self.window_s:.2f} against {bare_window_s:.2f} CPU s"
        yield Figure("the same, a decoded window, hearing alone", 1.10, 1.02, self.window_s / bare_window_s, remark)


def measure_path(network: Network, file: Path) -> PathCost:
    """Measure both on one file, our engine as it is deployed; both keep word times."""
    engine = CTranslate2Engine(network.converted)
    with TemporaryDirectory() as room:
        silent = Path(room) / "silent.flac"
        write_flac(silent, np.zeros((1, RATE), dtype=np.int16))
        load_s = cpu_of(partial(engine.transcribe, silent))
        count = _count_decodings(engine._loaded())  # noqa: SLF001 - the one thing a port does not tell
        parts_room = Path(room) / "parts"
        parts_room.mkdir()
        before = count()
        split_s, sound = _timed(lambda: SoundFileSplitter().split([SoundFile(file)], parts_room))
        spoken = [part for part in sound.parts if part.has_speech]
        hear_s, heard = _timed(lambda: [engine.transcribe(part.path) for part in spoken])
        words = [PartWords(p.number, p.start_s, p.end_s, w) for p, w in zip(spoken, heard, strict=True)]
        join_s, _ = _timed(lambda: join_parts(words, engine=engine.name, voices=sound.voices))
        decoded = count() - before
    model = WhisperModel(str(network.converted), device="cpu", cpu_threads=1, local_files_only=True)
    bare, gated = (_bare(model, file, has_gate=has_gate) for has_gate in (False, True))
    return PathCost(load_s, split_s, hear_s, join_s, decoded, bare, gated)


def _bare(model: WhisperModel, file: Path, *, has_gate: bool) -> Bare:
    count = _count_decodings(model)

    def hear() -> None:
        segments, _ = model.transcribe(
            str(file),
            language="en",
            beam_size=BEAMS,
            word_timestamps=True,
            condition_on_previous_text=False,
            vad_filter=has_gate,
        )
        for _ in segments:
            pass

    return Bare(cpu_of(hear), count())


def _count_decodings(model: WhisperModel) -> Callable[[], int]:
    """Count how often a model is asked to decode a window; give the count so far."""
    asked: list[None] = []
    decode = model.generate_with_fallback

    def counted(*arguments: object) -> object:
        asked.append(None)
        return decode(*arguments)

    model.generate_with_fallback = counted
    return lambda: len(asked)


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    results: list[Result] = []
    seconds = cpu_of(lambda: results.append(work()))
    return seconds, results[0]
