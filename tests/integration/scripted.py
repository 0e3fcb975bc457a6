"""A recogniser that hears what the demo's script says, part by part."""

import json
from collections.abc import Sequence
from pathlib import Path

from shared.domain.transcript import Word

DEMO = Path(__file__).parents[2] / "infrastructure" / "recording" / "demo.opus"
SCRIPT = json.loads(DEMO.with_suffix(".json").read_text(encoding="utf-8"))


class ScriptedEngine:
    """Hears what the script says, in the part that is being played."""

    name = "scripted"

    def __init__(self, session_of: "Script") -> None:
        """Take words from this script."""
        self._script = session_of

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Give the words of the next part, by its length."""
        return self._script.words_of(part)


class Script:
    """The demo session's words, by the seconds at which they are said."""

    def __init__(self, spans: Sequence[tuple[float, float]]) -> None:
        """Cut the script at these spans."""
        self.spans = list(spans)
        self.fails_on: set[int] = set()
        self.number = 0

    def words_of(self, _part: Path) -> tuple[Word, ...]:
        """Give the words of the part that is asked for."""
        if self.number in self.fails_on:
            message = "a recogniser's own text that must not be logged"
            raise RuntimeError(message)
        start_s, end_s = self.spans[self.number]
        turns = [turn for turn in SCRIPT["turns"] if start_s <= turn["start_s"] < end_s]
        return tuple(word for turn in turns for word in _words(turn, start_s))


def _words(turn: dict, offset_s: float) -> list[Word]:
    spoken = turn["text"].split()
    step = (turn["end_s"] - turn["start_s"]) / len(spoken)
    begins = [turn["start_s"] - offset_s + place * step for place in range(len(spoken))]
    channel = 0 if turn["speaker"] == "therapist" else 1
    return [Word(word, start, start + step, 1.0, channel) for word, start in zip(spoken, begins, strict=True)]
