"""Our whole path, from the file to the joined transcript, against bare faster-whisper on the same file and weights."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from infrastructure.bench_speech.figures import Figure, cpu_of
from infrastructure.bench_speech.recognisers import BEAMS, TOKENS, RandomNetwork
from shared.adapters.media.flac import read_flac, write_flac
from shared.adapters.media.recording import SoundFileSplitter
from shared.adapters.speech.ctranslate2_engine import CTranslate2Engine
from shared.adapters.speech.packing import pack_windows
from shared.domain.sound.join import PartWords, join_parts
from shared.domain.sound.levels import RATE
from shared.domain.sound.parts import SoundFile

_ONE_TRY = (0.0,)  # random weights are never sure, and would be asked again and again


def compare_path(network: RandomNetwork, file: Path) -> Iterator[Figure]:
    """Give the ratio; both keep word times, and both are stopped at the same number of tokens a window."""
    engine = CTranslate2Engine(network.converted, temperatures=_ONE_TRY, most_tokens=TOKENS)
    bare = _bare(network)
    bare(file)  # warm, and the first numba, and the file in memory
    theirs = cpu_of(partial(bare, file))
    ours = cpu_of(partial(_ours, engine, file))
    remark = f"{network.shape}: {ours:.1f} against {theirs:.1f} CPU s; ours leaves the pauses out"
    yield Figure("our whole path / bare faster-whisper, same file", 1.10, 1.02, ours / theirs, remark)


def _ours(engine: CTranslate2Engine, file: Path) -> None:
    with TemporaryDirectory() as room:
        sound = SoundFileSplitter().split([SoundFile(file)], Path(room))
        spoken = [part for part in sound.parts if part.has_speech]
        heard = [PartWords(part.number, part.start_s, part.end_s, engine.transcribe(part.path)) for part in spoken]
    join_parts(heard, engine=engine.name, voices=sound.voices)


def _bare(network: RandomNetwork):  # type: ignore[no-untyped-def]  # noqa: ANN202  (a function of a file)
    from faster_whisper import WhisperModel  # noqa: PLC0415 - only where it is measured

    model = WhisperModel(str(network.converted), device="cpu", cpu_threads=1, local_files_only=True)

    def hear(file: Path) -> int:
        segments, _ = model.transcribe(
            str(file),
            language="en",
            beam_size=BEAMS,
            temperature=0.0,
            max_new_tokens=2 * TOKENS,
            word_timestamps=True,
            condition_on_previous_text=False,
        )
        return sum(1 for _ in segments)

    return hear


def measure_engine(network: RandomNetwork, file: Path) -> tuple[float, float]:
    """Give the CPU seconds of loading the weights, and of one full window with its word times."""
    engine = CTranslate2Engine(network.converted, temperatures=_ONE_TRY, most_tokens=TOKENS)
    with TemporaryDirectory() as room:
        parts = SoundFileSplitter().split([SoundFile(file)], Path(room)).parts
        silent = Path(room) / "silent.flac"
        write_flac(silent, np.zeros((1, RATE), dtype=np.int16))
        load_s = cpu_of(partial(engine.transcribe, silent))
        windows = sum(1 for part in parts for _ in pack_windows(read_flac(part.path)))
        cpu_s = cpu_of(lambda: [engine.transcribe(part.path) for part in parts])
    return load_s, cpu_s / windows
