"""What is said, heard and found in a simulated session: one invented talk with canaries, behind the real ports.

Decoding, recognising and reading are pure work between two AWS calls; scripting them makes a run cost a
quarter of a second and leaves every handler, service and adapter as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.domain.sound.parts import Recording, SoundFile, SoundPart, SplitSound
from shared.domain.threads import EmotionalThread, Evidence, Reading, RiskLine, Why
from shared.domain.transcript import Speaker, Transcript, Turn, Word

PARTS = 2
PART_S = 60.0
CANARIES = ("lantern in the boathouse", "drawer with the letters", "Quillfeather")
CLIENT_NAME = "Quillfeather"
_SAID = (
    ("T", "How have you been since we met last week, and what would you like us to look at today?"),
    ("C", "I saw the lantern in the boathouse and I could not say who had lit it."),
    ("T", "Shall we look at the sleep diary you filled in? How many hours did you get?"),
    ("C", "Six hours most nights, that is better than it was."),
    ("T", "What do you think helped you with that?"),
    ("C", "I keep the drawer with the letters shut and I do not know what I want with it."),
    ("T", "We have to stop there for today. Same time next week?"),
    ("C", "Yes, same time next week, thank you."),
)
_MARKS = {"lantern": Why.SHIFT, "drawer": Why.TIME}


@dataclass
class Hearing:
    """What a story may set: whether the reader hears a risk line from now on."""

    risk: bool = False


HEARING = Hearing()


class ScriptedSplitter:
    """Gives every recording two parts; what the uploaded bytes hold does not matter."""

    def split(self, files: Sequence[SoundFile], into: Path) -> SplitSound:
        """Write the parts; each file holds its number."""
        recording = Recording(PARTS * PART_S, channels=2, format="scripted")
        return SplitSound(recording, tuple(_part(number, into) for number in range(PARTS if files else 0)))


class ScriptedEngine:
    """Hears a part's share of the talk, one channel a person."""

    name = "scripted"

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Give the words of the part whose number the file holds."""
        share = len(_SAID) // PARTS
        number = int(part.read_bytes())
        return tuple(_spoken(_SAID[number * share : (number + 1) * share]))


class ScriptedReader:
    """Finds the same two threads wherever their words were heard."""

    def read(self, transcript: Transcript) -> Reading:
        """Give the threads in the order of the session, and no risk line."""
        threads = [_thread(turn, why) for turn in transcript.by(Speaker.CLIENT) if (why := _why(turn))]
        return Reading(tuple(threads), _risk(transcript) if HEARING.risk else (), "scripted")


class ScriptedLikeness:
    """Takes two passages for the same matter when they are the same words."""

    near_enough = 0.5

    def compare(self, ones: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        """Give 1 for equal passages and 0 for others."""
        return [[float(one == other) for other in others] for one in ones]


def scripted_engine(*_: object, **__: object) -> ScriptedEngine:
    """Stand where the recogniser would be loaded."""
    return ScriptedEngine()


def _part(number: int, into: Path) -> SoundPart:
    path = into / f"{number}.flac"
    path.write_bytes(str(number).encode())
    return SoundPart(number, number * PART_S, (number + 1) * PART_S, path)


def _spoken(said: tuple[tuple[str, str], ...]) -> list[Word]:
    words: list[Word] = []
    clock_s = 0.0
    for speaker, text in said:
        for word in text.split():
            words.append(Word(word, clock_s, clock_s + 0.3, 1.0, int(speaker == "C")))
            clock_s += 0.3
        clock_s += 1.0
    return words


def _why(turn: Turn) -> Why | None:
    return next((why for mark, why in _MARKS.items() if mark in turn.text), None)


def _thread(turn: Turn, why: Why) -> EmotionalThread:
    evidence = (Evidence(why, turn.index),)
    return EmotionalThread(turn.index, turn.text, "what was left", (why,), turn.start_s, turn.end_s, (), evidence)


def _risk(transcript: Transcript) -> tuple[RiskLine, ...]:
    turn = transcript.by(Speaker.CLIENT)[-1]
    return (RiskLine(turn.index, turn.text, turn.start_s),)
