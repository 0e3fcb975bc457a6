"""Our whole path, from the file to the joined transcript, against bare faster-whisper on the same file and weights."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np
from faster_whisper import WhisperModel

from infrastructure.bench_speech.figures import Figure, cpu_of
from infrastructure.bench_speech.recognisers import BEAMS, TOKENS, RandomNetwork
from shared.adapters.media.flac import write_flac
from shared.adapters.media.recording import SoundFileSplitter
from shared.adapters.speech.ctranslate2_engine import CTranslate2Engine
from shared.domain.sound.join import PartWords, join_parts
from shared.domain.sound.levels import RATE
from shared.domain.sound.parts import SoundFile

Result = TypeVar("Result")
_ONE_TRY = (0.0,)  # random weights are never sure, and would be asked again and again


@dataclass(frozen=True, slots=True)
class PathCost:
    """CPU seconds of our path in its pieces, of the bare one, and how often each decoded a window."""

    load_s: float
    split_s: float
    hear_s: float
    join_s: float
    decoded: int
    bare_s: float
    bare_decoded: int

    @property
    def ours_s(self) -> float:
        """All of our path but the loading of the weights, which bare faster-whisper does too."""
        return self.split_s + self.hear_s + self.join_s

    @property
    def window_s(self) -> float:
        """What one decoded window costs, its words' times included."""
        return self.hear_s / self.decoded

    def figures(self) -> Iterator[Figure]:
        """Give the ratio as it is, and that of a window alone.

        Random weights end no window where a sentence ends, so both sides decode some sound twice,
        and not equally often; the second line leaves that out.
        """
        pieces = f"split with voices told apart {self.split_s:.1f}, hear {self.hear_s:.1f}, join {self.join_s:.2f} s"
        counts = f"{self.decoded} windows decoded against {self.bare_decoded}"
        yield Figure(
            "our whole path / bare faster-whisper, same file",
            1.10,
            1.02,
            self.ours_s / self.bare_s,
            f"{pieces}; {counts}",
        )
        bare_window_s = self.bare_s / self.bare_decoded
        remark = f"{self.window_s:.2f} against {bare_window_s:.2f} CPU s; speech detection once more included"
        yield Figure("the same, a decoded window, hearing alone", 1.10, 1.02, self.window_s / bare_window_s, remark)


def measure_path(network: RandomNetwork, file: Path) -> PathCost:
    """Measure both on one file; both keep word times and stop at the same number of tokens a window."""
    engine = CTranslate2Engine(network.converted, temperatures=_ONE_TRY, most_tokens=TOKENS)
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
    bare_s, bare_decoded = _bare(network, file)
    return PathCost(load_s, split_s, hear_s, join_s, decoded, bare_s, bare_decoded)


def _bare(network: RandomNetwork, file: Path) -> tuple[float, int]:
    model = WhisperModel(str(network.converted), device="cpu", cpu_threads=1, local_files_only=True)
    count = _count_decodings(model)
    options = {"language": "en", "beam_size": BEAMS, "temperature": 0.0, "max_new_tokens": 2 * TOKENS}

    def hear() -> None:
        segments, _ = model.transcribe(str(file), word_timestamps=True, condition_on_previous_text=False, **options)
        for _ in segments:
            pass

    return cpu_of(hear), count()


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
