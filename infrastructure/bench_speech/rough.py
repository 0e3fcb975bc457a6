"""The embedded recogniser on real clips: how many words it gets wrong, and what it costs."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jiwer

from infrastructure.bench_speech.figures import DATA, Figure, cpu_of
from infrastructure.bench_speech.made_speech import read_clip
from shared.adapters.media.flac import write_flac
from shared.adapters.speech.pocketsphinx_engine import PocketsphinxEngine
from shared.domain.sound.levels import RATE
from shared.domain.transcript import Word

_NO_LETTER = re.compile(r"[^a-z' ]+")
_SAME_WORD = {"mr": "mister", "mrs": "missus", "dr": "doctor"}  # as Whisper's own normaliser spells them
_HEARINGS = 2  # of each clip, the lesser CPU of which counts: a busy machine only ever adds


def measure_rough(room: Path, *, most_clips: int | None) -> Iterator[Figure]:
    """Give the word error rate over all clips together, and the share of real time.

    Settings were chosen on every second clip; the remark gives both halves.
    """
    texts: dict[str, str] = json.loads((DATA / "texts.json").read_text(encoding="utf-8"))
    engine, part = PocketsphinxEngine(), room / "part.flac"
    said, heard, seconds, cpu = [], [], 0.0, 0.0
    for name, text in list(texts.items())[:most_clips]:
        samples = read_clip(DATA / name)
        write_flac(part, samples[None])
        hearings: list[tuple[Word, ...]] = []
        cpu += min(cpu_of(lambda: hearings.append(engine.transcribe(part))) for _ in range(_HEARINGS))  # noqa: B023  (called at once)
        seconds += samples.size / RATE
        said.append(_plain(text))
        heard.append(_plain(" ".join(word.text for word in hearings[0])))
    chosen_on, kept_out = (jiwer.wer(said[place::2], heard[place::2]) for place in (0, 1))
    halves = f"{len(said)} clips, {seconds:.0f} s; {chosen_on:.3f} where settings were chosen, {kept_out:.3f} elsewhere"
    yield Figure("pocketsphinx, word error rate", 0.30, 0.30, jiwer.wer(said, heard), halves)
    beside = f"the lesser of {_HEARINGS} hearings of each clip"
    yield Figure("pocketsphinx, CPU / real time", 0.20, 0.20, cpu / seconds, beside)


def _plain(text: str) -> str:
    words = _NO_LETTER.sub(" ", text.lower()).split()
    return " ".join(_SAME_WORD.get(word, word) for word in words)
