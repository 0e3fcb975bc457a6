"""A recogniser that has read the script and keeps to the time of the sound, so that a quote can be listened to."""

from dataclasses import replace
from pathlib import Path

import av

from infrastructure.bench.scripted import ScriptedEngine
from shared.domain.transcript import Word


class InTimeEngine:
    """Gives every part the whole script, as fast as it must be told to fit into the part."""

    name = "scripted"

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Give the script's words within the part's length."""
        words = ScriptedEngine().transcribe(part)
        faster = _seconds(part) / words[-1].end_s
        return tuple(replace(word, start_s=word.start_s * faster, end_s=word.end_s * faster) for word in words)


def in_time() -> InTimeEngine:
    """Make the recogniser; the setting SPEECH_ENGINE names this function."""
    return InTimeEngine()


def _seconds(part: Path) -> float:
    with av.open(str(part), format="flac") as container:
        return sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
