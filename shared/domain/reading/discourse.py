"""What happened next to each thing a client said: who answered, who moved on, and what it was left at."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.reading.words import content_of, words_of
from shared.domain.transcript import Speaker, Turn

BACK_CHANNEL_WORDS = 3  # "mm", "right, okay": the floor stays with the client
_ASKING = frozenset(
    "do does did is are was were would could can will should have has what how why who where when".split()
)
_OF_YOU = frozenset("you your you're you've you'd yours".split())


@dataclass(frozen=True, slots=True)
class Discourse:
    """The turns of a session, and ways to ask what followed one of them."""

    turns: Sequence[Turn]

    @property
    def client_turns(self) -> list[Turn]:
        """What the client said, in order."""
        return [turn for turn in self.turns if turn.speaker is Speaker.CLIENT]

    def progress(self, index: int) -> float:
        """Say how much of the session had passed when a turn began, in 0…1."""
        end_s = max((turn.end_s for turn in self.turns), default=0.0)
        return min(self.turns[index].start_s / end_s, 1.0) if end_s else 0.0

    def answer_to(self, index: int) -> Turn | None:
        """Give the next turn of somebody else that is more than a back-channel."""
        for turn in self.turns[index + 1 :]:
            if turn.speaker is not Speaker.CLIENT and len(words_of(turn.text)) > BACK_CHANNEL_WORDS:
                return turn
        return None

    def uptake(self, index: int) -> float:
        """Say what share of the answer's naming words the client had just used."""
        answer = self.answer_to(index)
        if answer is None:
            return 0.0
        named, said = set(content_of(answer.text)), set(content_of(self.turns[index].text))
        return len(named & said) / len(named) if named else 0.0

    def asks_you(self, index: int) -> bool:
        """Tell whether the client asks the therapist something in this turn."""
        text = self.turns[index].text
        words = words_of(text)
        return text.rstrip().endswith("?") or (bool(words) and words[0] in _ASKING and not _OF_YOU.isdisjoint(words))

    def speaks_of_you(self, index: int) -> bool:
        """Tell whether the turn says more of the therapist than the odd "you know"."""
        return sum(word in _OF_YOU for word in words_of(self.turns[index].text)) > 1
