"""Each word of a mono recording goes to the voice that was speaking, and to exactly one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.sound.join import PartWords, join_parts
from shared.domain.sound.voices import VoiceStretch, words_by_voice
from shared.domain.transcript import Speaker, Word

STRETCHES = (VoiceStretch(0, 0.0, 2.0), VoiceStretch(1, 2.4, 4.0), VoiceStretch(0, 4.3, 6.0))


def word(text: str, start_s: float) -> Word:
    return Word(text, start_s, start_s + 0.3)


def test_gives_a_word_between_two_stretches_to_the_nearer_one() -> None:
    """Recognisers' times are off by a little, before a turn and after it."""
    spoken = words_by_voice([word("so", 0.1), word("yes", 2.2), word("no", 3.9), word("then", 4.2)], STRETCHES)

    assert [[each.text for each in words] for words in spoken] == [["so", "then"], ["yes", "no"]]
    assert [{each.channel for each in words} for words in spoken] == [{0}, {1}]


@given(st.lists(st.floats(0.0, 20.0), max_size=30).map(sorted))
def test_keeps_every_word_once(starts: list[float]) -> None:
    """No word is lost between voices, and none is spoken by two."""
    words = [word(str(place), start_s) for place, start_s in enumerate(starts)]

    spoken = words_by_voice(words, STRETCHES)

    assert sorted(int(each.text) for voice in spoken for each in voice) == list(range(len(words)))


def test_refuses_a_stretch_that_ends_before_it_starts() -> None:
    """A wrong time is not carried on."""
    with pytest.raises(ValueError, match="cannot speak"):
        VoiceStretch(0, 2.0, 1.0)


def test_puts_what_the_therapist_said_above_what_the_words_suggest() -> None:
    """Who was there knows whose voice it is."""
    words = tuple(word(text, start_s) for text, start_s in [("how", 0.2), ("are", 0.6), ("you", 1.0), ("tired", 2.6)])
    part = PartWords(0, 0.0, 6.0, words)

    transcript = join_parts([part], engine="e", voices=STRETCHES, named={0: Speaker.CLIENT, 1: Speaker.THERAPIST})

    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        (Speaker.CLIENT, "How are you."),
        (Speaker.THERAPIST, "Tired."),
    ]
    assert transcript.speaker_confidence == 1.0
