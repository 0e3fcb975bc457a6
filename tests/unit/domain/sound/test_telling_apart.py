"""Prints that are alike are one voice; how many there are comes out by itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.sound.telling_apart import Heard, tell_apart

WINDOW_S = 1.6


def talk(order: list[int], *, seed: int = 0, spread: float = 0.03, length_s: float = WINDOW_S) -> list[Heard]:
    """Let voices speak a window each, in this order, a pause after each."""
    draw = np.random.default_rng(seed)
    voices = np.abs(draw.normal(size=(3, 256))) * (draw.random((3, 256)) > 0.6)
    windows = []
    for place, voice in enumerate(order):
        one = np.maximum(0.0, voices[voice] + draw.normal(0.0, spread * np.abs(voices).max(), 256))
        windows.append(
            Heard(place, place * 2.0, place * 2.0 + length_s, (one / np.linalg.norm(one)).astype(np.float32))
        )
    return windows


def numbered(order: list[int]) -> list[int]:
    first = list(dict.fromkeys(order))
    return [first.index(voice) for voice in order]


@pytest.mark.parametrize("voices", [1, 2, 3])
def test_finds_how_many_speak(voices: int) -> None:
    """One, two or three voices, told apart without being told how many."""
    order = [place % voices for place in range(30)]

    found = tell_apart(talk(order))

    assert [stretch.voice for stretch in found] == order


@settings(max_examples=30)
@given(st.lists(st.sampled_from([0, 1]), min_size=12, max_size=40), st.integers(0, 20))
def test_gives_each_window_to_its_voice(order: list[int], seed: int) -> None:
    """Whoever speaks when, the stretches follow; voices are numbered by who speaks first."""
    order = [0, 0, 0, 1, 1, 1, *order]  # each is heard for a while

    found = tell_apart(talk(order, seed=seed))

    assert [stretch.voice for stretch in found] == numbered(order)
    assert all(stretch.start_s <= stretch.end_s for stretch in found)


@pytest.mark.parametrize(("each_s", "voices"), [(1.2, {0, 1}), (1.6, {0, 1, 2})])
def test_makes_no_voice_of_a_cough(each_s: float, voices: set[int]) -> None:
    """Three sounds of somebody else: under four seconds in all they go to who is most like them; above, they count."""
    windows = talk([0, 1] * 8)
    for place, other in zip((5, 9, 13), talk([2, 2, 2], length_s=each_s), strict=True):
        windows[place] = Heard(place, place * 2.0, place * 2.0 + each_s, other.print)

    found = tell_apart(windows)

    assert {stretch.voice for stretch in found} == voices


def test_hears_nobody_in_nothing() -> None:
    """No windows, no voices."""
    assert tell_apart([]) == ()
