"""Which of the client's words go into a note: a clause of at most fifteen words, exactly as said."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType

from shared.domain.notes.identifying import identifying_spans
from shared.domain.notes.lexicon import CURLED, lexicon
from shared.domain.notes.names import name_spans
from shared.domain.notes.quoting import MAX_QUOTE_WORDS
from shared.domain.threads import Why

MIN_WORDS = 2  # one word cannot carry the weight
GOOD_LENGTH = 9  # words; a quote wants eight or more and must stand by itself

_TOKEN = re.compile(r"\S+")
_DASHES = "-\N{EN DASH}\N{EM DASH}"
_QUOTES = "'\"“”\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_LEADING = f"{_DASHES}…,.;:!?)("
_TRAILING = f"{_DASHES}…,.;:!("
_UNFIT_MARKS = frozenset(
    '“”«»[]{}<>@/|*_#~^="\\\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}'
)

# What shows a code best, where several parts of the quote would do.
_SHOWS: Mapping[Why, re.Pattern[str]] = MappingProxyType(
    {
        Why.UNASKED: re.compile(
            r"^[^.!?]*\?$|^(?:can|could|would|will|is|are|do|does|did|am|should|have|has|how|what|who)\b[^.!]*$",
            re.IGNORECASE,
        ),
        Why.SPLIT: re.compile(r"\b(?:want|wish|part of me|like to|hate|don't)\b.*\b(?:and|but|or)\b", re.IGNORECASE),
    }
)


def choose_clause(turn_text: str, quote: str, why: Why, known_names: frozenset[str] = frozenset()) -> str | None:
    """Choose the words of `quote` that a note may hold, or None where no part of them is fit.

    What is chosen is an exact part of `turn_text` that begins and ends at whole words, holds no
    name, strong language or rawness, and stands by itself as well as it can.
    """
    return _best(turn_text, quote, why, tuple(_unfit_spans(turn_text, known_names)))


def strongest_clause(turn_text: str, quote: str, why: Why) -> str | None:
    """Choose the words of `quote` that stand best by themselves, for the therapist's eyes only."""
    return _best(turn_text, quote, why, ())


def _best(turn_text: str, quote: str, why: Why, unfit: tuple[tuple[int, int], ...]) -> str | None:
    start = turn_text.find(quote)
    if start < 0 or not quote.strip():
        return None
    source = _Source.of(turn_text, start, start + len(quote), unfit)
    fit = [window for window in source.windows() if source.is_fit(*window)]
    shows = _SHOWS.get(why)
    best = max(fit, key=lambda window: (source.worth(window[0], window[1], shows), -window[0]), default=None)
    return source.words_of(*best) if best else None


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str = field(repr=False)  # lower case, bare of the marks around it; empty where no letter is in it
    ends_sentence: bool
    ends_clause: bool

    @property
    def says_something(self) -> bool:
        """Whether it is more than a filler or a mark."""
        return bool(self.word) and self.word not in lexicon().fillers


@dataclass(frozen=True, slots=True)
class _Source:
    """A quote as a row of tokens within its turn; a window is a first and a last place in the row."""

    text: str = field(repr=False)
    tokens: tuple[_Token, ...]
    unfit: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, start: int, end: int, unfit: tuple[tuple[int, int], ...]) -> "_Source":
        """Take a quote apart."""
        matches = (match for match in _TOKEN.finditer(text) if start <= match.start() and _bare_end(match) <= end)
        tokens = tuple(map(_token, matches))
        return cls(text, tokens, tuple(_whole_clauses(tokens, unfit)))

    def windows(self) -> Iterator[tuple[int, int]]:
        """Give every run of tokens that is short enough."""
        count = len(self.tokens)
        for first in range(count):
            for last in range(first, min(first + MAX_QUOTE_WORDS, count)):
                yield first, last

    def words_of(self, first: int, last: int) -> str:
        """Give the exact words of a window without the marks at its edges."""
        start, end = self.tokens[first].start, self.tokens[last].end
        while start < end and self.text[start] in _LEADING:
            start += 1
        while end > start and self.text[end - 1] in _TRAILING:
            end -= 1
        return self.text[start:end]

    def is_fit(self, first: int, last: int) -> bool:
        """Tell whether these words may stand in a mail."""
        begin, finish = self.tokens[first].start, self.tokens[last].end
        said = sum(token.says_something for token in self.tokens[first : last + 1])
        return (
            said >= MIN_WORDS
            and self.tokens[last].says_something
            and bool(self.tokens[first].word)
            and not any(start < finish and begin < end for start, end in self.unfit)
        )

    def worth(self, first: int, last: int, shows: re.Pattern[str] | None) -> float:
        """Say how well these words stand by themselves; higher is better."""
        tokens = self.tokens[first : last + 1]
        said = [token.word for token in tokens if token.says_something]
        return (
            min(len(said), GOOD_LENGTH)
            + self._joint_before(first)
            + self._joint_after(last)
            - 3.0 * sum(token.ends_sentence for token in tokens[:-1])
            - 2.0 * (any(token.ends_sentence for token in tokens[:-1]) and not self._is_an_end(last))
            - 0.4 * (len(tokens) - len(said))
            - 2.0 * (tokens[0].word in lexicon().fillers)
            - 0.5 * sum(left == right for left, right in pairwise(said))
            + 1.0 * (not lexicon().first_person.isdisjoint(said))
            + 0.5 * (said[0] in lexicon().first_person)
            + 4.0 * bool(shows and shows.search(self.words_of(first, last)))
        )

    def _is_an_end(self, last: int) -> bool:
        return last == len(self.tokens) - 1 or self.tokens[last].ends_sentence

    def _joint_before(self, first: int) -> float:
        """Value a beginning: where a sentence, a clause or at least a linking word begins."""
        opens = -1.5 if self.tokens[first].word in lexicon().joining else 0.0
        if self._is_lead_in(first):
            opens = -5.0
        place = self._before_lead_in(first)
        if place == 0 or self.tokens[place - 1].ends_sentence:
            return 4.0 + opens
        if self.tokens[place - 1].ends_clause:
            return 2.0 + opens
        return 1.0 + opens if place < first or opens else -3.0

    def _before_lead_in(self, first: int) -> int:
        """Step back over what may be left out before a line: um, and, so, you know, I mean."""
        place = first
        while place > 0 and not self.tokens[place - 1].ends_sentence:
            if place > 1 and self._is_lead_in(place - 2):
                place -= 2
            elif self.tokens[place - 1].word in lexicon().fillers | lexicon().soft:
                place -= 1
            else:
                break
        return place

    def _is_lead_in(self, place: int) -> bool:
        pair = [token.word for token in self.tokens[place : place + 2]]
        return pair in (["i", "mean"], ["you", "know"])

    def _joint_after(self, last: int) -> float:
        """Value an end: where the client ended, or a sentence or a clause does."""
        token, following = self.tokens[last], self.tokens[last + 1 :]
        if token.word in lexicon().linking:
            return -1.0
        if not following or token.ends_sentence:
            return 4.0
        if token.word in lexicon().dangling:
            return -4.0
        if token.ends_clause:
            return 2.0
        if following[0].word in lexicon().linking:
            return 1.0
        return -0.5 if following[0].word in lexicon().joining else -2.0


def _whole_clauses(tokens: Sequence[_Token], unfit: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Widen what is unfit to its clause: without who did it, or what was said, the rest of it says something else."""
    clause: list[_Token] = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        clause.append(token)
        is_end = token.ends_sentence or token.ends_clause
        if is_end or following is None or following.word in lexicon().linking:
            start, end = clause[0].start, clause[-1].end
            if any(begin < end and start < finish for begin, finish in unfit):
                yield start, end
            clause = []


def _unfit_spans(text: str, known_names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Give what no mail may hold: names, strong or raw words, numbers that identify, marks that mislead."""
    yield from name_spans(text, known_names)
    lists = lexicon()
    for words in (lists.strong_language, lists.too_raw, lists.risk):
        yield from words.spans_in(text)
    yield from identifying_spans(text)
    for place, mark in enumerate(text):
        if mark in _UNFIT_MARKS or unicodedata.category(mark)[0] == "C":
            yield place, place + 1


def _bare_end(match: re.Match[str]) -> int:
    """Give where a word ends without its marks: a quote may stop before the full stop and still hold the word."""
    return match.start() + len(match.group().rstrip(f"{_DASHES}{_QUOTES}.,;:!?…()"))


def _token(match: re.Match[str]) -> _Token:
    text = match.group()
    word = text.lower().replace(CURLED, "'").strip(f"{_DASHES}{_QUOTES}.,;:!?…()")
    return _Token(
        start=match.start(),
        end=match.end(),
        word=word if any(character.isalpha() for character in word) else "",
        ends_sentence=text.rstrip(f"{_QUOTES})")[-1:] in {".", "!", "?", "…"},
        ends_clause=text[-1] in f"{_DASHES},;:",
    )
