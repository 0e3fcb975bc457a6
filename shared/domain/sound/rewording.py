"""Lays a line as the therapist heard it over what the recogniser made of it: their words, at the times of the sound."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from shared.domain.transcript import Turn, Word


def reworded(turn: Turn, text: str) -> Turn:
    """Give the turn with these words; a person has heard them, so that none is doubted any more.

    What was recognised rightly keeps its time, and what replaces it shares the time of what it replaces.
    """
    spoken = text.split()
    blocks = SequenceMatcher(None, [word.text for word in turn.words], spoken, autojunk=False).get_opcodes()
    words = tuple(
        word for _, first, last, begin, end in blocks for word in _placed(turn, (first, last), spoken[begin:end])
    )
    return replace(turn, text=" ".join(spoken), words=words)


def _placed(turn: Turn, heard: tuple[int, int], spoken: Sequence[str]) -> Iterator[Word]:
    start_s, end_s = _span(turn.words, *heard)
    for place, text in enumerate(spoken):
        if heard[1] - heard[0] == len(spoken):
            word = turn.words[heard[0] + place]
            yield replace(word, text=text, probability=1.0)
        else:
            share_s = (end_s - start_s) / len(spoken)
            begin_s = start_s + place * share_s
            yield Word(text, begin_s, min(begin_s + share_s, end_s), channel=turn.words[0].channel)


def _span(words: Sequence[Word], first: int, last: int) -> tuple[float, float]:
    """Give the seconds of these words; words that are put in between have the moment between two."""
    if first == last:
        moment_s = words[first - 1].end_s if first else words[0].start_s
        return moment_s, moment_s
    return words[first].start_s, max(words[first].start_s, words[last - 1].end_s)
