"""What listens and reads."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from shared.domain.notes.note import Addressee, Draft, Note
from shared.domain.sound.parts import SoundFile, SplitSound
from shared.domain.threads import Reading
from shared.domain.transcript import Transcript, Word


class SessionReader(Protocol):
    """Reads a session for open threads and risk lines."""

    def read(self, transcript: Transcript) -> Reading:
        """Give the threads, best first, and every risk line."""
        ...


class NoteWriter(Protocol):
    """Words a note anew within the fourteen rules."""

    def word(self, draft: Draft, to: Addressee, *, spoken: Sequence[str], pasts: Sequence[Note] = ()) -> Draft:
        """Give the draft worded anew where that keeps every rule, and as it was where it does not."""
        ...


class Likeness(Protocol):
    """Tells how near two passages are by what they are about."""

    @property
    def near_enough(self) -> float:
        """From which nearness on two passages are taken to be about the same matter."""
        ...

    def compare(self, ones: Sequence[str], others: Sequence[str]) -> Sequence[Sequence[float]]:
        """Give the nearness of each of `ones`, a row, to each of `others`, a column."""
        ...


class SoundSplitter(Protocol):
    """Decodes a recording and cuts it into parts."""

    def split(self, files: Sequence[SoundFile], into: Path) -> SplitSound:
        """Write the parts of a session's files into a folder; RecordingError when the sound cannot be used."""
        ...


class Clips(Protocol):
    """Cuts what is to be heard out of the parts of a recording."""

    def cut(self, parts: Sequence[tuple[float, bytes]], start_s: float, end_s: float) -> bytes:
        """Give exactly this span as a WAV file; `parts` are files with the second each begins at."""
        ...


class SpeechEngine(Protocol):
    """Turns one part of the sound into words."""

    name: str

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Recognise the words, with times from the part's start."""
        ...
