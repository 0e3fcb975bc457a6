"""Small signs of why something stayed open, each seen in the words around it: one rule, one name.

Every rule works on plain lower-case words, so that raw recogniser text reads as a careful transcript does.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from shared.domain.reading.discourse import Discourse
from shared.domain.reading.wordings import wordings
from shared.domain.reading.words import content_of, words_of

LATE, AT_THE_DOOR = 0.8, 0.92  # of the session
SHORT_ANSWER = 6  # words
MOST_TECHNICAL = 3  # words
_UNFINISHED = ("-", "–", ",")
_CURIOUS = frozenset("what who how when where which do does did is was were have could would".split())

Rule = Callable[[Discourse, int], float]


def _own(sign: str) -> Rule:
    return lambda talk, at: float(len(wordings("moves")[sign].findall(_plain(talk.turns[at].text))))


def _answered(sign: str) -> Rule:
    return lambda talk, at: float(bool(wordings("moves")[sign].search(_plain(_answer(talk, at)))))


def _technical(talk: Discourse, at: int) -> float:
    found = wordings("moves")["technical words"].findall(_plain(_answer(talk, at)))
    return float(min(len(found), MOST_TECHNICAL))


def _asked_back(talk: Discourse, at: int) -> float:
    words = words_of(_answer(talk, at))
    return float(_answer(talk, at).rstrip().endswith("?") or bool(words and words[0] in _CURIOUS))


def _broken_off(talk: Discourse, at: int) -> float:
    text = talk.turns[at].text.rstrip()
    return float(text.endswith(_UNFINISHED) or any(mark in text for mark in ("...", "…", "—", ", no.")))


def _short(talk: Discourse, at: int) -> float:
    return float(len(words_of(_answer(talk, at))) <= SHORT_ANSWER)


def _taken_up(talk: Discourse, at: int) -> float:
    return float(bool(set(content_of(_answer(talk, at))) & set(content_of(talk.turns[at].text))))


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "late in the session": lambda talk, at: float(talk.progress(at) >= LATE),
        "at the door": lambda talk, at: float(talk.progress(at) >= AT_THE_DOOR),
        "answered with the time": _answered("the time is up"),
        "answered with later": _answered("later on"),
        "later, in the client's words": _own("later on"),
        "broke off": _broken_off,
        "waved away": _own("waved away"),
        "two wishes": _own("two wishes"),
        "two things tied": _own("two things tied"),
        "asked something": lambda talk, at: float("?" in talk.turns[at].text or talk.asks_you(at)),
        "answered with a question": _asked_back,
        "answered with something technical": _technical,
        "answered with praise": _answered("praise"),
        "answered shortly": _short,
        "taken up in the answer": _taken_up,
        "about the two of us": _own("of the two of us"),
        "wants to think alone": _own("alone"),
    }
)


def moves_around(talk: Discourse, turns: tuple[int, ...]) -> list[float]:
    """Give each rule's strongest showing over these turns, in the rules' order."""
    return [max((rule(talk, at) for at in turns), default=0.0) for rule in RULES.values()]


def _answer(talk: Discourse, at: int) -> str:
    answer = talk.answer_to(at)
    return answer.text if answer else ""


def _plain(text: str) -> str:
    return " ".join(words_of(text))
