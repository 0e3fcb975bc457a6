"""How many years of school a text asks for: the Flesch-Kincaid grade (rule P13).

The formula is Kincaid and others, 1975. Kept here because the well-kept libraries for it fetch a
pronouncing dictionary over the network at the first call.
"""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+[\"”')]*(?=\s+[\"“(]?[^\W\d_a-z]|\s*$)|\n\s*\n")
_VOWELS = re.compile(r"[aeiouyà-öø-ÿ]+")
_SILENT_END = re.compile(r"(?<=[^aeiouy])(?:e|es|ed)$")
_SOUNDED_END = re.compile(r"(?:[^aeiouyl]le|[^aeiouyl]les|[td]ed|[sxz]es|[cs]hes|[cg]es)$")
_TWO_SOUNDS = re.compile(r"i[aou](?!us$)|[eu]o|ea[tl]i|[aeouy]ing$|[ds]nt$|ie[nt]|ua[tl]")
_ONE_SOUND = re.compile(r"[ctsx]i(?:on|a|ou)|gi(?:on|ou)|eo[pu]|uo[yt]|you|quo")


def reading_grade(text: str) -> float:
    """Give the Flesch-Kincaid grade of a text; 0 for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for sentence in _SENTENCE_END.split(text) if _WORD.search(sentence))
    syllables = sum(count_syllables(word) for word in words)
    return max(0.0, 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59)


def count_syllables(word: str) -> int:
    """Count the syllables of an English word from its spelling: groups of vowels, corrected."""
    letters = re.sub(r"['\u2019](?:s|m|d|re|ll|ve)$", "", word.lower()).replace("'", "").replace("\u2019", "")
    count = len(_VOWELS.findall(letters))
    if _SILENT_END.search(letters) and not _SOUNDED_END.search(letters):
        count -= 1
    count += len(_TWO_SOUNDS.findall(letters)) - len(_ONE_SOUND.findall(letters))
    return max(1, count)
