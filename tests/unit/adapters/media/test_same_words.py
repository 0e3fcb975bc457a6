"""The same recording, cut and uncut, gives the same words at the same times: none lost at a cut, and none twice."""

from pathlib import Path

import numpy as np
import pytest
from made_sounds import hush, talk, write_wave

from shared.adapters.media.flac import read_flac
from shared.adapters.media.order import SniffedFile, SplitOrder
from shared.adapters.media.splitting import split_sound
from shared.domain.sound.join import PartWords, join_parts
from shared.domain.sound.levels import RATE
from shared.domain.sound.parts import SoundFile, SoundLimits, SoundPart
from shared.domain.transcript import Word

WORDS = 50
UNCUT_S, CUT_S = 300.0, 6.0


def spoken(pause_s: float) -> tuple[np.ndarray, list[bytes]]:
    """Say fifty words, each a piece of speech of its own, with a pause after every second one."""
    speech = talk(60)[0]
    ends = np.cumsum(np.random.default_rng(8).uniform(0.5, 1.0, WORDS) * RATE).astype(int)
    words = [piece for piece in np.split(speech, ends)[:WORDS] if piece.size]
    pause = hush(pause_s)[0]
    pieces = [np.concatenate((word, pause)) if place % 2 else word for place, word in enumerate(words)]
    return np.concatenate(pieces)[None], [word.tobytes() for word in words]


def recognised(part: SoundPart, words: list[bytes]) -> tuple[Word, ...]:
    """Recognise every word that is whole in a part, by its very samples; parts are kept without loss."""
    sound = read_flac(part.path)[0].tobytes()
    places = [(sound.find(word), number) for number, word in enumerate(words)]
    return tuple(
        Word(f"w{number}", place / 2 / RATE, (place / 2 + len(words[number]) / 2) / RATE)
        for place, number in sorted(places)
        if place >= 0
    )


def heard(path: Path, room: Path, words: list[bytes], target_s: float) -> tuple[list[tuple[str, int]], list[bool]]:
    room.mkdir()
    sound = split_sound(SplitOrder((SniffedFile(SoundFile(path), "wav"),), room, SoundLimits(), target_s))
    parts = [PartWords(part.number, part.start_s, part.end_s, recognised(part, words)) for part in sound.parts]
    turns = join_parts(parts, engine="e").turns
    said = [(word.text.strip(".").lower(), round(word.start_s * RATE)) for turn in turns for word in turn.words]
    return said, [part.forced_cut for part in sound.parts]


@pytest.mark.parametrize("pause_s", [0.7, 0.0])
def test_hears_the_same_words_cut_and_uncut(tmp_path: Path, pause_s: float) -> None:
    """With pauses the cuts lie in them; without, parts share two seconds, whose words are merged."""
    sound, words = spoken(pause_s)
    path = write_wave(tmp_path / "talk", sound)

    whole, _ = heard(path, tmp_path / "uncut", words, UNCUT_S)
    cut, forced = heard(path, tmp_path / "cut", words, CUT_S)

    assert [text for text, _ in whole] == [f"w{number}" for number in range(len(words))]
    assert cut == whole
    assert len(forced) > 3
    assert any(forced) == (pause_s == 0.0)
