"""Whose voice is whose, from what is said alone: therapists ask and say "you", clients tell and say "I"."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.domain.sound.role_words import therapist_score
from shared.domain.sound.turns import Talk
from shared.domain.transcript import Speaker

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CURLY_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_WORDS_FOR_HALF = 30  # of the quieter voice: with so few words, half of the certainty


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who speaks on each channel, and how sure that is in 0…1."""

    speakers: dict[int, Speaker]
    confidence: float


def who_is_who(talks: Sequence[Talk]) -> Attribution:
    """Tell the therapist's channel from the client's; further voices are others in the room.

    Where only one voice is told apart, nobody can say whose it is.
    """
    channels = sorted({talk.channel for talk in talks})
    if len(channels) < len((Speaker.THERAPIST, Speaker.CLIENT)):
        return Attribution(dict.fromkeys(channels, Speaker.UNKNOWN), 0.0)
    spoken = {channel: plain_words([talk for talk in talks if talk.channel == channel]) for channel in channels}
    lengths = {channel: sum(map(len, turns)) for channel, turns in spoken.items()}
    main = sorted(channels, key=lambda channel: -lengths[channel])[:2]
    scores = {channel: therapist_score(spoken[channel]) for channel in main}
    therapist, client = sorted(main, key=lambda channel: -scores[channel])
    speakers = dict.fromkeys(channels, Speaker.OTHER)
    speakers |= {therapist: Speaker.THERAPIST, client: Speaker.CLIENT}
    sure = _confidence(scores[therapist] - scores[client], lengths[main[1]])
    return Attribution(speakers, sure * _share_of_two([lengths[channel] for channel in channels]))


def as_named(talks: Sequence[Talk], named: Mapping[int, Speaker]) -> Attribution:
    """Give each voice to whom the therapist gave it."""
    channels = {talk.channel for talk in talks}
    return Attribution({channel: named.get(channel, Speaker.UNKNOWN) for channel in channels}, 1.0)


def plain_words(talks: Sequence[Talk]) -> list[list[str]]:
    """Give the words of turns as they are weighed: lower case, without marks."""
    texts = (" ".join(word.text for word in talk.words) for talk in talks)
    plain = (text.lower().replace(_CURLY_APOSTROPHE, "'") for text in texts)
    return [words for text in plain if (words := _WORD.findall(text))]


def _share_of_two(lengths: Sequence[int]) -> float:
    """Give how plainly two people have the talk to themselves: a third who says as much leaves nothing certain."""
    _, second, *rest = sorted(lengths, reverse=True)
    return 1.0 - (rest[0] / second if rest and second else 0.0)


def _confidence(margin: float, fewest_words: int) -> float:
    sure = math.tanh(margin / 2.0)  # twice the probability, less one
    return sure * fewest_words / (fewest_words + _WORDS_FOR_HALF)
