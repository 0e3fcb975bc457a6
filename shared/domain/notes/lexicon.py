"""The word lists behind the checks, read once from `lexicon.toml`, which a clinician can edit."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

CURLED = "\N{RIGHT SINGLE QUOTATION MARK}"  # what an editor makes of an apostrophe

_SYNTAX = re.compile(r"\*\*|\*|~|\^|[()|?]|\[[a-z]+\]|\s+|[^\s*~^()|?\[\]]+")
_AS_PATTERN = {
    "**": r"(?:\S+\s+){0,3}?",  # its space stands in it
    "*": r"[\w'.-]+",
    "~": r"[\w'-]*",
    "(": "(?:",
    "^": r"(?:^|(?<=[.!?:;]\s)|(?<=\n))",
}


@dataclass(frozen=True, slots=True)
class PhraseList:
    """Phrases of one kind: which rule they show, what to tell the therapist, how to find them."""

    rule: str
    says: str
    patterns: tuple[re.Pattern[str], ...]

    def found_in(self, text: str) -> frozenset[int]:
        """Tell which of the phrases stand in a text, by their place in the list."""
        plain = text.replace(CURLED, "'")
        return frozenset(number for number, pattern in enumerate(self.patterns) if pattern.search(plain))

    def spans_in(self, text: str) -> tuple[tuple[int, int], ...]:
        """Give where the phrases stand in a text."""
        plain = text.replace(CURLED, "'")
        return tuple(match.span() for pattern in self.patterns for match in pattern.finditer(plain))

    def stands_in(self, text: str) -> bool:
        """Tell whether any of the phrases stands in a text."""
        plain = text.replace(CURLED, "'")
        return any(pattern.search(plain) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every list, by its use."""

    must: tuple[PhraseList, ...]
    never: tuple[PhraseList, ...]
    clinical: PhraseList
    feelings: PhraseList
    strong_language: PhraseList
    too_raw: PhraseList
    risk: PhraseList
    fillers: frozenset[str]
    joining: frozenset[str]
    linking: frozenset[str]
    soft: frozenset[str]
    dangling: frozenset[str]
    first_person: frozenset[str]
    never_names: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Read the lists, once a process."""
    source = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    return Lexicon(
        must=tuple(_phrases(rule, entry["says"], entry["phrases"]) for rule, entry in source["must"].items()),
        never=tuple(_phrases(entry["rule"], entry["says"], entry["phrases"]) for entry in source["never"]),
        clinical=_words("P13", source["subject"]["clinical"]),
        feelings=_words("P5", source["feelings"]["words"]),
        strong_language=_words("P13", source["strong_language"]["words"]),
        too_raw=_words("P13", source["too_raw"]["words"]),
        risk=_words("P12", source["risk"]["words"]),
        never_names=frozenset(source["names"]["never"].split()),
        **{name: frozenset(row.split()) for name, row in source["speech"].items()},
    )


def compile_phrase(phrase: str) -> re.Pattern[str]:
    """Turn a phrase of the file into a pattern that ignores case and counts any space as one."""
    parts = [_part(piece) for piece in _SYNTAX.findall(phrase.strip())]
    pattern = "".join(parts).replace(_AS_PATTERN["**"] + r"\s+", _AS_PATTERN["**"])
    pattern = pattern.replace(_AS_PATTERN["^"] + r"\s+", _AS_PATTERN["^"])
    return re.compile(rf"(?<![\w'])(?:{pattern})(?!\w)", re.IGNORECASE)


def _phrases(rule: str, says: str, phrases: Iterable[str]) -> PhraseList:
    return PhraseList(rule, says, tuple(compile_phrase(phrase) for phrase in phrases))


def _words(rule: str, words: Iterable[str]) -> PhraseList:
    return _phrases(rule, "", words)


def _part(piece: str) -> str:
    if piece in _AS_PATTERN:
        return _AS_PATTERN[piece]
    if piece.isspace():
        return r"\s+"
    return piece if piece[0] in ")|?[" else re.escape(piece)
