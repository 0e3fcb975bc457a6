"""What was said, by whom and when: made by the speech steps, read by the reading."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

ROUGH_ENGINES = frozenset({"pocketsphinx"})  # recognisers whose words must be read with doubt


class Speaker(StrEnum):
    """Whose voice a turn is."""

    THERAPIST = "therapist"
    CLIENT = "client"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word.

    `start_s` and `end_s` are seconds from the start of the recording, `probability` is the
    recogniser's own confidence in 0…1, and `channel` is the sound channel it was heard on.
    """

    text: str = field(repr=False)  # a client's words stay out of logs and tracebacks
    start_s: float
    end_s: float
    probability: float = 1.0
    channel: int = 0

    def __post_init__(self) -> None:
        """Refuse a word that ends before it starts.

        Raises:
            ValueError: when the times are out of order or negative.
        """
        if not 0.0 <= self.start_s <= self.end_s:
            message = f"a word cannot run from {self.start_s} s to {self.end_s} s"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything one person said before another spoke.

    `index` counts turns from 0 over the whole session; `words` may be empty for a transcript
    that came as text, and otherwise hold the turn's words with their times.
    """

    index: int
    speaker: Speaker
    start_s: float
    end_s: float
    text: str = field(repr=False)
    words: tuple[Word, ...] = field(default=(), repr=False)

    @property
    def begins_ms(self) -> int:
        """When it begins, in whole milliseconds: the same however often the parts are joined."""
        return round(self.start_s * 1000)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the recording without words: it could not be heard, or it is off the record."""

    start_s: float
    end_s: float
    is_off_record: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """The turns of one session, in order, and the stretches that are missing.

    `engine` names the recogniser; `speaker_confidence` is how sure the attribution of voices is,
    in 0…1.
    """

    turns: tuple[Turn, ...]
    gaps: tuple[Gap, ...] = ()
    engine: str = "text"
    speaker_confidence: float = 1.0

    def __post_init__(self) -> None:
        """Refuse turns that are not numbered 0, 1, 2, ….

        Raises:
            ValueError: when an index is missing, doubled or out of order.
        """
        if [turn.index for turn in self.turns] != list(range(len(self.turns))):
            message = "turns are not numbered 0, 1, 2, …"
            raise ValueError(message)

    @property
    def duration_s(self) -> float:
        """Seconds from the start of the recording to the end of the last turn."""
        return max((turn.end_s for turn in self.turns), default=0.0)

    def by(self, speaker: Speaker) -> Sequence[Turn]:
        """The turns of one speaker, in order."""
        return [turn for turn in self.turns if turn.speaker is speaker]
