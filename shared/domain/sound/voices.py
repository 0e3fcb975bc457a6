"""Gives each word of a mono recording to the voice that spoke it; a voice is a number and times, nothing else."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shared.domain.transcript import Word


@dataclass(frozen=True, slots=True)
class VoiceStretch:
    """When one voice speaks: seconds from the start of the recording, and the voice's number from 0."""

    voice: int
    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        """Refuse a stretch that ends before it starts.

        Raises:
            ValueError: when the times are out of order or negative.
        """
        if not 0.0 <= self.start_s <= self.end_s:
            message = f"a voice cannot speak from {self.start_s} s to {self.end_s} s"
            raise ValueError(message)


def words_by_voice(words: Sequence[Word], stretches: Sequence[VoiceStretch]) -> list[list[Word]]:
    """Give the words of each voice, with the voice's number where the channel's was.

    A word between two stretches belongs to the nearer one: recognisers' times are off by a little.
    """
    ordered = sorted(stretches, key=lambda stretch: stretch.start_s)
    begins = [stretch.start_s for stretch in ordered]
    spoken: list[list[Word]] = [[] for _ in range(1 + max(stretch.voice for stretch in ordered))]
    for word in words:
        voice = _nearest(word, ordered, begins).voice
        spoken[voice].append(replace(word, channel=voice))
    return spoken


def _nearest(word: Word, ordered: Sequence[VoiceStretch], begins: Sequence[float]) -> VoiceStretch:
    after = bisect_right(begins, (word.start_s + word.end_s) / 2)
    around = ordered[max(0, after - 1) : after + 1]
    return min(around, key=lambda stretch: _distance(word, stretch))


def _distance(word: Word, stretch: VoiceStretch) -> float:
    middle_s = (word.start_s + word.end_s) / 2
    return max(stretch.start_s - middle_s, middle_s - stretch.end_s, 0.0)
