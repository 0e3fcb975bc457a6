"""Says which quotes a person should listen to before trusting them: those with a word the recogniser doubted."""

from collections.abc import Iterator

from shared.domain.transcript import Transcript, Turn, Word

WEAK = 0.5  # the recogniser itself gives the word less than an even chance


def listen_first(transcript: Transcript, turn: int, quote: str) -> bool:
    """Tell whether a quote of this turn holds a weak word; text without word probabilities is not doubted."""
    return any(word.probability < WEAK for word in words_of(transcript.turns[turn], quote))


def words_of(turn: Turn, quote: str) -> list[Word]:
    """Give the recognised words that a quote of this turn is made of, also those it holds only in part."""
    first = turn.text.find(quote)
    if first < 0:
        return []
    last = first + len(quote)
    return [word for begin, end, word in _placed(turn) if begin < last and end > first]


def _placed(turn: Turn) -> Iterator[tuple[int, int, Word]]:
    """Give each word with its place in the turn's text."""
    place = 0
    for word in turn.words:
        found = turn.text.find(word.text, place)
        if found >= 0:
            place = found + len(word.text)
            yield found, place, word
