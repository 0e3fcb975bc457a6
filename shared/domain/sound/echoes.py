"""Takes out of each line what it only heard of the other speaker, from a loudspeaker or across the room."""

from bisect import bisect_left
from collections.abc import Sequence
from statistics import fmean

from shared.domain.transcript import Word

_PAUSE_S = 0.8  # what is said without a longer pause is an echo as a whole or not at all
_TOGETHER_S = 0.4  # an echo comes at the same time, give or take the line's delay
_ECHOED_SHARE = 0.6  # of the words: recognisers mishear an echo
_LEAST_WORDS = 2  # two people do say "yes" at the same moment


def without_echoes(channels: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Give each channel's words without the stretches that another channel heard better."""
    phrases = [_phrases(words) for words in channels]
    kept: list[list[Word]] = []
    for number, own in enumerate(phrases):
        others = [words for other, words in enumerate(channels) if other != number]
        kept.append([word for phrase in own if not any(_is_echo(phrase, other) for other in others) for word in phrase])
    return kept


def _phrases(words: Sequence[Word]) -> list[list[Word]]:
    phrases: list[list[Word]] = []
    for word in words:
        if phrases and word.start_s - phrases[-1][-1].end_s <= _PAUSE_S:
            phrases[-1].append(word)
        else:
            phrases.append([word])
    return phrases


def _is_echo(phrase: Sequence[Word], other: Sequence[Word]) -> bool:
    sources = [source for word in phrase if (source := _source(word, other)) is not None]
    if len(sources) < max(_LEAST_WORDS, _ECHOED_SHARE * len(phrase)):
        return False
    ours, theirs = (fmean(word.probability for word in words) for words in (phrase, sources))
    return (ours, -phrase[0].channel) < (theirs, -sources[0].channel)


def _source(word: Word, other: Sequence[Word]) -> Word | None:
    first = bisect_left(other, word.start_s - _TOGETHER_S, key=lambda candidate: candidate.start_s)
    for candidate in other[first:]:
        if candidate.start_s > word.start_s + _TOGETHER_S:
            return None
        if candidate.text.casefold() == word.text.casefold():
            return candidate
    return None
