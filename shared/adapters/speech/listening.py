"""How every Whisper engine listens: the same thresholds, the same doubts, the same way back to words.

What an engine heard passes `domain.sound.inventions` before it leaves, whatever the engine
itself has let through.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

from shared.adapters.speech.packing import Window
from shared.domain.sound.inventions import Phrase, without_inventions
from shared.domain.transcript import Word

TEMPERATURES = (0.0, 0.2, 0.4, 0.6)  # tried in turn where the text repeats itself or is unlikely
BEAMS = 5  # the `whisper` command's own; with CTranslate2 they cost a fifth more than one
MOST_TOKENS = 224  # of one window: half of Whisper's text context, its own default
_dropped: ContextVar[int] = ContextVar("dropped", default=0)


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word as an engine gives it, with times in seconds from the start of its window."""

    text: str = field(repr=False)
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class HeardSegment:
    """One segment as an engine gives it, with its own doubts."""

    words: tuple[HeardWord, ...] = field(repr=False)
    log_probability: float
    no_speech: float
    compression: float


def believed_words(segments: Iterable[HeardSegment], window: Window) -> tuple[Word, ...]:
    """Give the words of a window that were really said, with their times in the part."""
    phrases = [_phrase(segment, window) for segment in segments]
    believed = without_inventions(phrases)
    _dropped.set(_dropped.get() + sum(len(phrase.words) for phrase in phrases) - len(believed))
    return believed


def take_dropped() -> int:
    """Give how many words were not believed since this was last asked."""
    dropped = _dropped.get()
    _dropped.set(0)
    return dropped


def _phrase(segment: HeardSegment, window: Window) -> Phrase:
    words = tuple(_word(word, window) for word in segment.words if word.text.strip())
    return Phrase(words, segment.log_probability, segment.no_speech, segment.compression)


def _word(heard: HeardWord, window: Window) -> Word:
    start_s, end_s = window.word_times(heard.start_s, heard.end_s)
    return Word(heard.text.strip(), start_s, end_s, heard.probability, window.channel)
