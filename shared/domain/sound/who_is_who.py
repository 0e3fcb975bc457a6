"""Whose voice is whose, from what is said alone: therapists ask and say "you", clients tell and say "I"."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shared.domain.sound.turns import Talk
from shared.domain.transcript import Speaker

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CURLY_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_FORMS = {
    "you": {"you", "your", "yours", "yourself", "you're", "you've", "you'd", "you'll"},
    "me": {"i", "me", "my", "mine", "myself", "i'm", "i've", "i'd", "i'll"},
    "others": {"he", "she", "him", "her", "his", "they", "them", "he's", "she's", "they're", "they'd"},
    "past": {"was", "were", "had", "said", "went", "didn't", "wasn't", "couldn't", "came", "got", "told"},
}
_QUESTIONS = frozenset(
    {"what", "how", "where", "when", "which", "who", "what's", "how's", "do", "did", "does", "is", "are", "was", "were"}
    | {"have", "has", "could", "would", "can", "will", "shall"}
)
_AFTER_QUESTION = _FORMS["you"] | {"is", "was", "did", "does", "it", "that", "there", "about", "would", "happens"}

# Weights of the score, from the field's own picture of the two roles: shares are per word spoken,
# except questions, which are per turn.
_WEIGHTS = {"you": 14.0, "me": -12.0, "others": -4.0, "past": -4.0, "questions": 2.0, "length": -0.5}
_SURENESS = 2.0  # a difference of one in the score means odds of e² to one
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
    spoken = {channel: _turns_of(channel, talks) for channel in channels}
    lengths = {channel: sum(map(len, turns)) for channel, turns in spoken.items()}
    main = sorted(channels, key=lambda channel: -lengths[channel])[:2]
    scores = {channel: therapist_score(spoken[channel]) for channel in main}
    therapist, client = sorted(main, key=lambda channel: -scores[channel])
    speakers = dict.fromkeys(channels, Speaker.OTHER)
    speakers |= {therapist: Speaker.THERAPIST, client: Speaker.CLIENT}
    return Attribution(speakers, _confidence(scores[therapist] - scores[client], min(lengths[c] for c in main)))


def as_named(talks: Sequence[Talk], named: Mapping[int, Speaker]) -> Attribution:
    """Give each voice to whom the therapist gave it."""
    channels = {talk.channel for talk in talks}
    return Attribution({channel: named.get(channel, Speaker.UNKNOWN) for channel in channels}, 1.0)


def therapist_score(turns: Sequence[Sequence[str]]) -> float:
    """Score how much one voice's turns, each a list of lower-case words, sound like a therapist's."""
    counts = Counter(word for turn in turns for word in turn)
    total = max(1, counts.total())
    features = {name: sum(counts[form] for form in forms) / total for name, forms in _FORMS.items()}
    features["questions"] = sum(map(_asks, turns)) / max(1, len(turns))
    features["length"] = math.log(total / max(1, len(turns)))
    return sum(weight * features[name] for name, weight in _WEIGHTS.items())


def _asks(turn: Sequence[str]) -> bool:
    return any(first in _QUESTIONS and second in _AFTER_QUESTION for first, second in pairwise(turn))


def _turns_of(channel: int, talks: Sequence[Talk]) -> list[list[str]]:
    texts = (" ".join(word.text for word in talk.words) for talk in talks if talk.channel == channel)
    plain = (text.lower().replace(_CURLY_APOSTROPHE, "'") for text in texts)
    return [words for text in plain if (words := _WORD.findall(text))]


def _confidence(margin: float, fewest_words: int) -> float:
    sure = 2.0 / (1.0 + math.exp(-_SURENESS * margin)) - 1.0
    return sure * fewest_words / (fewest_words + _WORDS_FOR_HALF)
