"""What a note may say about how a thread was left: only what the words and times around it show (rule P5)."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from types import MappingProxyType

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.moves import RULES
from shared.domain.reading.wordings import wordings
from shared.domain.reading.words import words_of
from shared.domain.threads import EmotionalThread, Why
from shared.domain.transcript import Transcript

_TIMES, _APART = 3, 3  # a thing that came back: so often, and so many turns between

Shows = Callable[[Discourse, EmotionalThread], bool]


def shown_code(thread: EmotionalThread, transcript: Transcript) -> Why | None:
    """Give the thread's likeliest code whose claim can be shown, or None where a note had better claim nothing.

    A code is a reading, and may be wrong; "our time ran out" is a statement to the client, and may not.
    """
    return next(iter(shown_codes(thread, transcript)), None)


def shown_codes(thread: EmotionalThread, transcript: Transcript) -> tuple[Why, ...]:
    """Give every code of the thread whose claim can be shown, likeliest first."""
    talk = Discourse(transcript.turns)
    return tuple(why for why in thread.why if _SHOWN_BY[why](talk, thread))


def _by(*rules: str) -> Shows:
    return lambda talk, thread: any(RULES[rule](talk, turn) for rule in rules for turn in _turns(thread))


def _here(rule: str) -> Shows:
    return lambda talk, thread: bool(RULES[rule](talk, thread.turn))


def _plainly(sign: str) -> Shows:
    return lambda talk, thread: bool(
        wordings("moves")[f"{sign}, plainly"].search(" ".join(words_of(talk.turns[thread.turn].text)))
    )


def _not_taken_up(talk: Discourse, thread: EmotionalThread) -> bool:
    return not RULES["taken up in the answer"](talk, thread.turn)


def _came_back(_: Discourse, thread: EmotionalThread) -> bool:
    turns = sorted(_turns(thread))
    return 1 + sum(later - earlier >= _APART for earlier, later in pairwise(turns)) >= _TIMES


def _turns(thread: EmotionalThread) -> set[int]:
    return {thread.turn, *thread.turns}


def _always(_: Discourse, __: EmotionalThread) -> bool:
    return True


_SHOWN_BY: Mapping[Why, Shows] = MappingProxyType(
    {
        Why.TIME: _by("late in the session"),
        Why.PARKED: _by("answered with later", "later, in the client's words"),
        Why.CUT: _by("broke off", "waved away"),
        Why.SHIFT: _not_taken_up,
        Why.SPLIT: _plainly("two wishes"),
        Why.RETURN: _came_back,
        Why.UNASKED: _here("asked something"),
        Why.LINK: _here("two things tied"),
        Why.PASSED: _not_taken_up,
        Why.DOOR: _by("at the door"),
        Why.BETWEEN_US: _always,  # the therapist chose to write about it, and knows
        Why.LATER: _plainly("alone"),
    }
)
