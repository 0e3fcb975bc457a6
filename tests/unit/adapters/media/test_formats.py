"""Whatever a phone or a telehealth service writes is taken as it is, told by content, with its length and channels."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from made_sounds import hush, talk, write_endless, write_film, write_sound, write_tracks, write_wave

from shared.adapters.media.flac import read_flac, read_part
from shared.adapters.media.order import SniffedFile, SplitOrder
from shared.adapters.media.sniff import sniff_format
from shared.adapters.media.splitting import split_sound
from shared.domain.sound.levels import RATE
from shared.domain.sound.parts import SoundFile, SoundLimits, SplitSound
from shared.errors import RecordingError

SECONDS = 3.0
LIMITS = SoundLimits()


def split(path: Path, *others: Path, target_s: float = 120.0, limits: SoundLimits = LIMITS) -> SplitSound:
    into = path.parent / "parts"
    into.mkdir(exist_ok=True)
    files = tuple(SniffedFile(SoundFile(each), sniff_format(each)) for each in (path, *others))
    return split_sound(SplitOrder(files, into, limits, target_s))


def made(container: str, codec: str, rate: int, form: str, layout: str = "mono") -> Callable[[Path], Path]:
    channels = {"mono": 1, "stereo": 2, "5.1": 6}[layout]
    sound = talk(SECONDS, rate=rate, channels=channels)
    return lambda path: write_sound(path, sound, container, codec, rate=rate, layout=layout, form=form)


FORMATS = {
    "wav, mu-law 8 kHz": (made("wav", "pcm_mulaw", 8_000, "s16"), "wav"),
    "wav, 24 bit 96 kHz": (made("wav", "pcm_s24le", 96_000, "s32"), "wav"),
    "mp3": (made("mp3", "libmp3lame", 44_100, "s16p"), "mp3"),
    "m4a": (made("ipod", "aac", 44_100, "fltp"), "mp4"),
    "aac": (made("adts", "aac", 44_100, "fltp"), "aac"),
    "flac": (made("flac", "flac", 16_000, "s16"), "flac"),
    "ogg": (made("ogg", "flac", 44_100, "s16"), "ogg"),
    "opus": (made("opus", "libopus", 48_000, "s16"), "ogg"),
    "webm": (made("webm", "libopus", 48_000, "s16"), "webm"),
    "amr": (made("amr", "libopencore_amrnb", 8_000, "s16"), "amr"),
    "3gp": (made("3gp", "aac", 16_000, "fltp"), "mp4"),
    "mov": (made("mov", "aac", 44_100, "fltp"), "mp4"),
    "mp4 with a picture": (lambda path: write_film(path, talk(SECONDS)), "mp4"),
}


OF_A_TELEPHONE = {"wav, mu-law 8 kHz", "amr"}


@pytest.mark.parametrize("name", FORMATS)
def test_takes_every_format_by_its_content(tmp_path: Path, name: str) -> None:
    """The file's name is wrong on purpose; its length is right to a tenth of a second."""
    make, told = FORMATS[name]

    sound = split(make(tmp_path / "recording.txt"))

    assert (sound.recording.format, sound.recording.channels) == (told, 1)
    assert sound.recording.duration_s == pytest.approx(SECONDS, abs=0.1)
    assert sound.recording.flags == (("LOW_BANDWIDTH",) if name in OF_A_TELEPHONE else ())
    assert sound.parts[0].has_speech


def test_mixes_the_six_channels_of_a_room_recorder_down(tmp_path: Path) -> None:
    """5.1 is one room; the flag says that there was more."""
    sound = split(made("wav", "pcm_s16le", 48_000, "s16", "5.1")(tmp_path / "room"))

    assert (sound.recording.channels, sound.recording.flags) == (1, ("MULTITRACK",))


@pytest.mark.parametrize("is_first", [True, False])
def test_takes_the_first_of_two_tracks(tmp_path: Path, *, is_first: bool) -> None:
    """What a second microphone heard is left alone, and the flag says that there was more."""
    spoken, silent = talk(SECONDS), hush(2 * SECONDS)

    sound = split(write_tracks(tmp_path / "two", *((spoken, silent) if is_first else (silent, spoken))))

    assert (sound.recording.channels, sound.recording.flags) == (1, ("MULTITRACK",))
    assert sound.recording.duration_s == pytest.approx(SECONDS if is_first else 2 * SECONDS, abs=0.1)
    assert sound.parts[0].has_speech is is_first


def test_keeps_two_channels_that_have_a_speaker_each(tmp_path: Path) -> None:
    """A telehealth recording tells who speaks by itself; no voice is listened to for it."""
    one, other = np.concatenate((talk(4), hush(4)), axis=1), np.concatenate((hush(4), talk(4)), axis=1)
    path = write_wave(tmp_path / "two", np.concatenate((one, other)))

    sound = split(path)

    assert (sound.recording.channels, sound.voices) == (2, ())


def test_makes_one_channel_of_two_that_carry_the_same_room(tmp_path: Path) -> None:
    """A phone on a table writes stereo, and has one microphone."""
    sound = split(write_wave(tmp_path / "phone", talk(6, channels=2)))

    assert (sound.recording.channels, len(read_flac(sound.parts[0].path))) == (1, 1)
    assert sound.voices != ()


def test_makes_one_session_of_files_of_different_kinds(tmp_path: Path) -> None:
    """The recorder stopped, and the phone went on: one after the other, on one clock."""
    first = made("wav", "pcm_s16le", 16_000, "s16", "stereo")(tmp_path / "a")
    second = made("mp3", "libmp3lame", 44_100, "s16p")(tmp_path / "b")

    sound = split(first, second)

    assert (sound.recording.format, sound.recording.channels) == ("wav+mp3", 1)
    assert sound.recording.duration_s == pytest.approx(2 * SECONDS, abs=0.2)


@pytest.mark.parametrize("loudness", [1e-9, 0.01])
def test_hears_nobody_in_noise_or_music(tmp_path: Path, loudness: float) -> None:
    """A quiet room, a hum and a chord have no speech: no recogniser is asked to invent words there."""
    moments = np.arange(12 * RATE) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * moments) for hertz in (50.0, 220.0, 277.2, 329.6)) * loudness * 8_000
    sound = split(write_wave(tmp_path / "room", (chord + hush(12)[0]).astype(np.int16)[None]))

    assert [part.has_speech for part in sound.parts] == [False]
    assert sound.voices == ()


def test_hears_a_voice_from_across_the_room(tmp_path: Path) -> None:
    """Forty decibels down it is still somebody speaking."""
    sound = split(write_wave(tmp_path / "far", talk(6, loudness=0.008)))

    assert sound.parts[0].has_speech


@pytest.mark.parametrize(("container", "codec"), [("flac", "flac"), ("adts", "aac")])
def test_stops_at_a_bomb_of_length(tmp_path: Path, container: str, codec: str) -> None:
    """A few kilobytes that unfold to more than is allowed, declared (flac) or not (aac), end at the limit."""
    bomb = write_endless(tmp_path / "bomb", 0.1, container, codec)

    with pytest.raises(RecordingError) as refused:
        split(bomb, limits=SoundLimits(max_duration_s=60.0))

    assert refused.value.reason == "TOO_LONG"
    assert sum(part.stat().st_size for part in (tmp_path / "parts").iterdir()) < 1_000_000


def test_keeps_with_each_part_where_somebody_speaks(tmp_path: Path) -> None:
    """What was heard when the recording was cut travels in the part, in frames, also where channels are mixed down."""
    path = write_wave(tmp_path / "phone", np.concatenate((hush(3), talk(4), hush(3)), axis=1).repeat(2, axis=0))

    (part,) = split(path).parts

    samples, spoken = read_part(part.path)
    assert spoken is not None
    assert spoken.shape == (1, samples.shape[1] // 320)
    assert spoken[0, 160:340].mean() > 0.8
    assert not spoken[0, :130].any()
