"""What a recogniser invented is taken out, and what people say is left as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.sound.inventions import Phrase, without_inventions, without_loops
from shared.domain.transcript import Word

SAID = "I went home early and nobody asked me why"
ENOUGH = {"log_probability": -0.3, "no_speech": 0.05, "compression": 1.2}


def words(text: str, pace_s: float = 0.4) -> tuple[Word, ...]:
    return tuple(Word(each, n * pace_s, (n + 1) * pace_s) for n, each in enumerate(text.split()))


def heard(text: str, pace_s: float = 0.4, **doubts: float) -> str:
    return said(without_inventions([Phrase(words(text, pace_s), **{**ENOUGH, **doubts})]))


def said(kept: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in kept)


@pytest.mark.parametrize(
    "doubts",
    [
        {"no_speech": 0.9, "log_probability": -1.4},
        {"compression": 3.0, "log_probability": -1.4},
        {"pace_s": 0.1},
    ],
    ids=["silence", "noise", "faster than anybody speaks"],
)
def test_drops_what_was_not_said(doubts: dict[str, float]) -> None:
    """Two doubts together, or a pace that no mouth has."""
    assert heard(SAID, **doubts) == ""


@pytest.mark.parametrize(
    "doubts",
    [{}, {"no_speech": 0.9}, {"compression": 3.0}, {"log_probability": -1.4}, {"pace_s": 0.2}],
    ids=["sure", "quiet", "repetitive", "unlikely", "fast"],
)
def test_keeps_what_only_one_doubt_speaks_against(doubts: dict[str, float]) -> None:
    """Quiet, repetitive, mumbled or fast speech is speech."""
    assert heard(SAID, **doubts) == SAID


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("thank you " * 4, "thank you"),
        ("so Thank you, " + "thank you. " * 5 + "bye", "so Thank you, bye"),
        ("I do not know " * 3, "I do not know " * 3),
        ("no " * 7, "no " * 7),
        ("no " * 8, "no"),
    ],
)
def test_says_a_loop_once(text: str, kept: str) -> None:
    """A phrase of eight words or more in four rounds or more is a loop; people do repeat themselves less."""
    assert said(without_loops(words(text))) == kept.strip()


def test_finds_a_loop_over_several_phrases() -> None:
    """Each segment says it once, and is sure of it."""
    phrases = [Phrase(words("thanks for watching"), **ENOUGH) for _ in range(5)]

    assert said(without_inventions(phrases)) == "thanks for watching"


@given(st.lists(st.sampled_from("a b c d e".split()), max_size=40))
def test_never_adds_or_reorders_a_word(texts: list[str]) -> None:
    """Whatever is heard, what is kept is part of it in order, and no loop is left in it."""
    before = words(" ".join(texts))

    after = without_loops(before)

    rest = iter(before)
    assert all(word in rest for word in after)
    assert not before or after[0] == before[0]
