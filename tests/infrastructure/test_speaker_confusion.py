"""The measure of speaker confusion measures, and two real readers are told apart."""

from pathlib import Path

import pytest

from infrastructure.voices.confusion import confusion
from infrastructure.voices.mixes import FOLDER, mix, read_clips
from infrastructure.voices.scoring import found_in
from shared.domain.sound.voices import VoiceStretch

TRUTH = (VoiceStretch(0, 0.0, 10.0), VoiceStretch(1, 10.0, 20.0))


def test_counts_what_went_to_the_wrong_voice_under_the_best_naming() -> None:
    """Names do not matter, seconds do."""
    found = (VoiceStretch(1, 0.0, 12.0), VoiceStretch(0, 12.0, 20.0))

    scored = confusion(TRUTH, found, collar_s=0.0)

    assert (scored.wrong_s, scored.scored_s, scored.voices) == (2.0, 20.0, 2)


def test_leaves_the_borders_out_with_a_collar() -> None:
    """A quarter of a second around each true border is not scored."""
    found = (VoiceStretch(0, 0.0, 10.2), VoiceStretch(1, 10.2, 20.0))

    assert confusion(TRUTH, found, collar_s=0.25).wrong_s == 0.0
    assert confusion(TRUTH, found, collar_s=0.0).wrong_s == pytest.approx(0.2)


def test_holds_one_voice_for_two_against_it() -> None:
    """Whoever hears one voice only gets half of it wrong."""
    assert confusion(TRUTH, (VoiceStretch(0, 0.0, 20.0),), collar_s=0.0).share == pytest.approx(0.5)


@pytest.mark.skipif(not Path(FOLDER).is_dir(), reason="the clips of LibriSpeech are not on this machine")
def test_tells_two_readers_apart() -> None:
    """Eight turns of two people who read aloud, in one channel: the voice of each turn is found."""
    talk = mix(read_clips(readers=2), ("1688", "1998"), turns=8)

    scored = confusion(talk.truth, found_in(talk), collar_s=0.25)

    assert (scored.voices, round(scored.share, 3)) == (2, 0.0)
