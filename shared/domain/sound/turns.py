"""Makes turns of words: what one person said before another spoke."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.transcript import Word

_UTTERANCE_PAUSE_S = 0.7  # a pause in which the other can slip in a word
_LONE_PAUSE_S = 1.0  # where voices are not told apart, a pause is all that may part two people


@dataclass(frozen=True, slots=True)
class Talk:
    """A turn before anybody knows whose it is."""

    channel: int
    words: tuple[Word, ...] = field(repr=False)

    @property
    def start_s(self) -> float:
        """When the first word begins."""
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        """When the last word ends."""
        return max(word.end_s for word in self.words)


def take_turns(channels: Sequence[Sequence[Word]]) -> list[Talk]:
    """Give the turns of all channels in the order in which they begin.

    Who goes on speaking while another says a word or two keeps one turn; who pauses for it has two.
    """
    if len([words for words in channels if words]) < len(("therapist", "client")):
        return [talk for words in channels for talk in _utterances(words, _LONE_PAUSE_S)]
    utterances = [talk for words in channels for talk in _utterances(words, _UTTERANCE_PAUSE_S)]
    turns: list[Talk] = []
    for talk in sorted(utterances, key=lambda talk: (talk.start_s, talk.channel)):
        if turns and turns[-1].channel == talk.channel:
            turns[-1] = Talk(talk.channel, turns[-1].words + talk.words)
        else:
            turns.append(talk)
    return turns


def _utterances(words: Sequence[Word], pause_s: float) -> list[Talk]:
    utterances: list[list[Word]] = []
    for word in words:
        if utterances and word.start_s - utterances[-1][-1].end_s <= pause_s:
            utterances[-1].append(word)
        else:
            utterances.append([word])
    return [Talk(words[0].channel, tuple(words)) for words in utterances]
