"""A recogniser that has read the script: it costs nothing, so that a benchmark measures the rest."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import av

from shared.domain.transcript import Word

SCRIPT = Path(__file__).parents[1] / "recording" / "demo.json"
PARTS = 12
WORDS_A_SECOND = 2.3  # 7,000 words in 50 minutes
LAST_PART_S = 90.0  # of the parts of the demo's recording only the last is shorter


class ScriptedEngine:
    """Gives a numbered part its share of the script, and real sound the whole of it in its last part."""

    name = "scripted"

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Give the words of one part, spoken in turn on the two channels."""
        content = part.read_bytes()
        if content.isdigit():
            return tuple(_spoken(turns_of_script()[int(content) % PARTS :: PARTS]))
        return tuple(_spoken(turns_of_script())) if seconds_of(part) < LAST_PART_S else ()


def scripted() -> ScriptedEngine:
    """Make the recogniser; the setting SPEECH_ENGINE names this function."""
    return ScriptedEngine()


@cache
def turns_of_script() -> list[dict[str, Any]]:
    """Give what is said in the demo's recording, turn by turn."""
    turns: list[dict[str, Any]] = json.loads(SCRIPT.read_text(encoding="utf-8"))["turns"]
    return turns


def seconds_of(part: Path) -> float:
    """Tell how long a part of real sound is."""
    with av.open(str(part), format="flac") as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))


def _spoken(turns: list[dict[str, Any]]) -> list[Word]:
    words, clock = [], 0.0
    for turn in turns:
        channel = 0 if turn["speaker"] == "therapist" else 1
        for text in turn["text"].split():
            words.append(Word(text, clock, clock + 1 / WORDS_A_SECOND, 1.0, channel))
            clock += 1 / WORDS_A_SECOND
        clock += 1.0
    return words
