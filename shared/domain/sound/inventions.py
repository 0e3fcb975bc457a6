"""Takes out what a recogniser invented: Whisper fills silence with sentences and repeats itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shared.domain.transcript import Word

# Whisper's own thresholds, from its paper, for every engine: silence is believed when the text is unlikely too.
NO_SPEECH = 0.6
LOG_PROBABILITY = -1.0
COMPRESSION = 2.4  # text that shrinks more repeats itself
_MOST_REPEATS = 3  # people do say a thing three times in a row, hardly ever four
_LEAST_LOOP = 8  # words in all: "no, no, no, no, no" is a person, not a loop
_LONGEST_LOOP = 12  # words
_MOST_WORDS_PER_S = 7.0  # nobody speaks faster for a whole phrase
_LEAST_WORDS = 4  # fewer say nothing about the pace


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a recogniser gives as one segment, with its own doubts about it."""

    words: tuple[Word, ...] = field(repr=False)
    log_probability: float = 0.0
    no_speech: float = 0.0
    compression: float = 1.0


def without_inventions(phrases: Iterable[Phrase]) -> tuple[Word, ...]:
    """Give the words that were really heard, each loop once, be it within a phrase or over several."""
    return without_loops([word for phrase in phrases if _is_believable(phrase) for word in phrase.words])


def without_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """Give the words with every loop cut down to its first round."""
    said = [word.text.casefold().strip(".,?!… ") for word in words]
    kept: list[Word] = []
    place = 0
    while place < len(words):
        length, rounds = _loop_at(said, place)
        kept.extend(words[place : place + length])
        place += length * rounds
    return tuple(kept)


def _is_believable(phrase: Phrase) -> bool:
    if not phrase.words:
        return False
    is_silence = phrase.no_speech > NO_SPEECH and phrase.log_probability < LOG_PROBABILITY
    is_noise = phrase.compression > COMPRESSION and phrase.log_probability < LOG_PROBABILITY
    return not (is_silence or is_noise or _is_too_fast(phrase.words))


def _is_too_fast(words: Sequence[Word]) -> bool:
    seconds = words[-1].end_s - words[0].start_s
    return len(words) >= _LEAST_WORDS and len(words) > _MOST_WORDS_PER_S * seconds


def _loop_at(said: Sequence[str], place: int) -> tuple[int, int]:
    """Give the length and the rounds of the loop that begins here; one word once where there is none."""
    for length in range(1, _LONGEST_LOOP + 1):
        rounds = 1
        pattern = said[place : place + length]
        while said[place + rounds * length : place + (rounds + 1) * length] == pattern:
            rounds += 1
        if rounds > _MOST_REPEATS and rounds * length >= _LEAST_LOOP:
            return length, rounds
    return 1, 1
