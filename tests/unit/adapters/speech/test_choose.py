"""The recogniser that a setting names, or one line about what is missing and what to do."""

from pathlib import Path

import pytest

from shared.adapters.speech import choose
from shared.adapters.speech.choose import load_engine
from shared.errors import SettingError


@pytest.fixture
def converted(tmp_path: Path) -> Path:
    """A folder that looks like converted weights; nothing is loaded before the first part."""
    folder = tmp_path / "base.en"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"")
    return folder


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A file that stands for a checkpoint."""
    path = tmp_path / "base.en.pt"
    path.write_bytes(b"")
    return path


def test_gives_the_one_that_is_named(converted: Path, checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each knows its own name, which goes into the transcript."""
    monkeypatch.setattr(choose, "find_spec", lambda _package: True)

    engines = [
        load_engine("pocketsphinx"),
        load_engine("whisper", model=str(checkpoint)),
        load_engine("ctranslate2", model=str(converted)),
    ]

    assert [engine.name for engine in engines] == ["pocketsphinx", "whisper", "ctranslate2"]


@pytest.mark.parametrize(
    ("name", "model", "remedy"),
    [
        ("parrot", None, "choose one of pocketsphinx, whisper, ctranslate2"),
        ("whisper", None, "--model"),
        ("ctranslate2", "no-such-folder", "are not where"),
        ("ctranslate2", "base.en.pt", "doorknob convert-weights"),
        ("whisper", "base.en", "choose ctranslate2"),
        ("no.such:engine", None, "package.module:function"),
    ],
)
@pytest.mark.usefixtures("converted", "checkpoint")
def test_says_what_to_do(
    name: str, model: str | None, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is guessed."""
    monkeypatch.setattr(choose, "find_spec", lambda _package: True)

    with pytest.raises(SettingError, match=remedy):
        load_engine(name, model=str(tmp_path / model) if model else None)


def test_says_how_to_install_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command that does it."""
    monkeypatch.setattr(choose, "find_spec", lambda _package: None)

    with pytest.raises(SettingError, match="make whisper"):
        load_engine("whisper", model="base.en.pt")
