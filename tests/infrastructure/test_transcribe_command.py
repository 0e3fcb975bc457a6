"""`doorknob transcribe` as a person types it: progress, the files, and plain errors."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import webvtt
from typer.testing import CliRunner, Result

from infrastructure.cli.app import app
from infrastructure.cli.hearing import EngineChoice, Heard, hear_parts
from infrastructure.cli.transcript_files import as_subtitles
from shared.adapters.media.flac import write_flac
from shared.domain.reading.session_file import load_transcript
from shared.domain.sound.parts import SoundPart
from shared.domain.transcript import Speaker, Transcript, Turn, Word

HERE = Path(__file__)
RATE = 16_000


class Parrot:
    """Says the same in every part."""

    name = "parrot"

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Give two words, the second of them doubted."""
        return (Word("Left", 1.0, 1.4, 0.9), Word("unsaid.", 1.5, 2.0, 0.3)) if part.exists() else ()


class Broken:
    """Fails, quoting what it heard."""

    name = "broken"

    def transcribe(self, part: Path) -> tuple[Word, ...]:
        """Fail."""
        message = f"the secret of {part.name}"
        raise RuntimeError(message)


def parrot() -> Parrot:
    return Parrot()


def broken() -> Broken:
    return Broken()


@pytest.fixture
def recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five minutes of a voice-like sound with pauses: more than one part."""
    monkeypatch.syspath_prepend(HERE.parent)
    moments = np.arange(300 * RATE) / RATE
    voice = np.sin(2 * np.pi * 180 * moments) + 0.5 * np.sin(2 * np.pi * 540 * moments)
    gate = (np.sin(2 * np.pi * moments / 3.1) > -0.6) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * moments))
    path = tmp_path / "session.flac"
    write_flac(path, np.asarray(voice * gate * 6000, dtype=np.int16)[np.newaxis])
    return path


@pytest.fixture
def everything_is_speech(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a made-up voice pass for one: what speech is, is tested elsewhere."""

    def hear_all(parts: Sequence[SoundPart], engine: EngineChoice, *, workers: int) -> Iterator[Heard]:
        return hear_parts([replace(part, has_speech=True) for part in parts], engine, workers=workers)

    monkeypatch.setattr("infrastructure.cli.transcribe.hear_parts", hear_all)


def transcribe(*words: object) -> Result:
    return CliRunner().invoke(app, ["transcribe", *map(str, words)])


@pytest.mark.usefixtures("everything_is_speech")
@pytest.mark.parametrize("workers", [1, 2])
def test_writes_what_other_commands_and_players_open(recording: Path, tmp_path: Path, workers: int) -> None:
    """Each part's end moves the figure; JSON and VTT hold every part's words once."""
    out = tmp_path / "out"

    result = transcribe(recording, "--engine", "test_transcribe_command:parrot", "--out", out, "--workers", workers)

    assert result.exit_code == 0, result.output
    name, transcript = load_transcript(out / "session.json")
    parts = len(transcript.turns)
    assert name == "session"
    assert parts > 1
    assert all(f"part {number} of {parts}" in result.output for number in range(1, parts + 1))
    assert "100%" in result.output
    assert [turn.text for turn in transcript.turns] == ["Left unsaid."] * parts
    assert [word.probability for word in transcript.turns[0].words] == [0.9, 0.3]
    assert [caption.text for caption in webvtt.read(str(out / "session.vtt"))] == ["Left unsaid."] * parts
    assert "unsaid" not in result.output


@pytest.mark.usefixtures("everything_is_speech")
def test_marks_what_could_not_be_heard(recording: Path, tmp_path: Path) -> None:
    """A part that fails leaves a gap; what the recogniser said of it stays unsaid."""
    result = transcribe(recording, "--engine", "test_transcribe_command:broken", "--out", tmp_path, "--workers", 1)

    session = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert session["turns"] == []
    assert session["gaps"] == [{"start_s": 0.0, "end_s": 300.0, "why": "not heard"}]
    assert [cue.text for cue in webvtt.read(str(tmp_path / "session.vtt"))] == ["[not heard]"]
    assert "300 seconds could not be turned into words" in result.output
    assert "secret" not in result.output


@pytest.mark.usefixtures("everything_is_speech")
def test_makes_one_session_of_several_files_and_marks_what_is_off_the_record(recording: Path, tmp_path: Path) -> None:
    """The second file goes on where the first ended; marks are on the session's clock, for readers and players."""
    second = tmp_path / "after-the-break.flac"
    second.write_bytes(recording.read_bytes())
    spans = ("--off-record", "1:00-1:30.5", "--off-record", "2/0-10")

    how = ("--engine", "test_transcribe_command:parrot", "--workers", 1)
    result = transcribe(recording, second, *spans, *how, "--out", tmp_path)

    assert result.exit_code == 0, result.output
    gaps = json.loads((tmp_path / "session.json").read_text(encoding="utf-8"))["gaps"]
    assert gaps == [
        {"start_s": 60.0, "end_s": 90.5, "why": "off the record"},
        {"start_s": 300.0, "end_s": 310.0, "why": "off the record"},
    ]
    cues = webvtt.read(str(tmp_path / "session.vtt"))
    assert [cue.start for cue in cues if cue.text == "[off the record]"] == ["00:01:00.000", "00:05:00.000"]
    assert "10.0 minutes" in result.output
    assert "40 seconds are off the record" in result.output
    _, transcript = load_transcript(tmp_path / "session.json")
    assert [gap.is_off_record for gap in transcript.gaps] == [True, True]


@pytest.mark.parametrize("span", ["soon", "90-60", "0/1-2", "1:00"])
def test_hears_nothing_where_a_span_cannot_be_read(recording: Path, tmp_path: Path, span: str) -> None:
    """Better no transcript than a word that was to stay off the record."""
    result = transcribe(recording, "--off-record", span, "--out", tmp_path / "out")

    assert result.exit_code == 2
    assert "START-END" in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such.wav",), "no-such.wav"),
        ((HERE,), "not a sound recording"),
        ((HERE, "--off-record", "2/1-2"), "only 1"),
        ((HERE, "--engine", "parrot"), "choose one of"),
        ((HERE, "--engine", "ctranslate2"), "--model"),
        ((HERE, "--engine", "ctranslate2", "--model", "no-such"), "no-such"),
    ],
)
def test_says_in_one_line_what_is_wrong_and_what_to_do(words: tuple[object, ...], said: str, tmp_path: Path) -> None:
    """No traceback, nothing written."""
    result = transcribe(*words, "--out", tmp_path / "out")

    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def a_turn(*words: Word, speaker: Speaker = Speaker.CLIENT, index: int = 0) -> Turn:
    text = " ".join(word.text for word in words)
    return Turn(index, speaker, words[0].start_s, words[-1].end_s, text, words)


def test_names_the_speaker_and_shows_any_sign_as_it_was_said(tmp_path: Path) -> None:
    """Signs that WebVTT would take for its own are written so that players show them."""
    turns = (
        a_turn(Word("How?", 3599.5, 3600.25), speaker=Speaker.THERAPIST),
        a_turn(Word("Me", 3601.0, 3601.2), Word("&", 3601.2, 3601.4), Word("<him>", 3601.4, 3601.9996), index=1),
    )
    path = tmp_path / "t.vtt"
    path.write_text(as_subtitles(Transcript(turns)), encoding="utf-8")

    first, second = webvtt.read(str(path))
    assert (first.start, first.end, first.voice) == ("00:59:59.500", "01:00:00.250", "therapist")
    assert (second.end, second.voice) == ("01:00:02.000", "client")
    assert "<v client>Me &amp; &lt;him&gt;" in path.read_text(encoding="utf-8")


def test_makes_cues_that_can_be_read() -> None:
    """A long turn is split where sentences end, and before a cue has too many letters or seconds."""
    words = [Word("word" if n % 25 else "end.", n * 0.4, n * 0.4 + 0.3) for n in range(1, 200)]

    cues = webvtt.from_string(as_subtitles(Transcript((a_turn(*words),))))

    assert " ".join(cue.text for cue in cues) == " ".join(word.text for word in words)
    assert all(len(cue.text) <= 84 for cue in cues)
    assert all(cue.end_in_seconds - cue.start_in_seconds <= 8 for cue in cues)
