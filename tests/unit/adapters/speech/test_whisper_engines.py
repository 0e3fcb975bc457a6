"""Both Whisper engines, on real networks with hand-set weights: what they say, and what they must not."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from speechless import as_part, chirps, hum, music, noise, silence

pytest.importorskip("whisper", reason="openai-whisper is not installed: make whisper")
pytest.importorskip("torch", reason="PyTorch is not installed: make whisper")

from infrastructure.weights.convert import convert_weights
from infrastructure.weights.scripted_weights import write_scripted_checkpoint
from shared.adapters.media.flac import read_flac
from shared.adapters.speech import ctranslate2_engine, whisper_engine
from shared.adapters.speech.ctranslate2_engine import CTranslate2Engine
from shared.adapters.speech.packing import Window
from shared.adapters.speech.whisper_engine import WhisperEngine
from shared.domain.sound.levels import Samples
from shared.ports import SpeechEngine

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # openai-whisper leaves its tokenizer's file open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SAID = "The river was high and I stood there and could not say one word to him"
ONE_TRY = (0.0,)  # what these networks say does not depend on the temperature
Engine = Callable[..., SpeechEngine]


@pytest.fixture(scope="module", params=["whisper", "ctranslate2"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Make an engine whose network says what the test asks for; each once, for making them takes seconds."""

    @cache
    def make(text: str, **how: object) -> SpeechEngine:
        room = tmp_path_factory.mktemp("weights")
        write_scripted_checkpoint(room / "scripted.pt", text, **how)
        if request.param == "whisper":
            return WhisperEngine(room / "scripted.pt", temperatures=ONE_TRY)
        convert_weights(room / "scripted.pt", room / "converted", precision="float32")
        return CTranslate2Engine(room / "converted", temperatures=ONE_TRY)

    return make


@pytest.fixture
def hears_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the gate before the engines away: one window of the whole part, speech or not."""

    def whole(part: Path) -> list[Window]:
        sound = read_flac(part)[0].astype(np.float32) / 32768.0
        return [Window(0, sound, (0.0,), (0.0,), (sound.size / 16_000,))]

    for module in (whisper_engine, ctranslate2_engine):
        monkeypatch.setattr(module, "pack_windows", whole)


def as_samples(wave: np.ndarray) -> Samples:
    return np.asarray(wave * 32767, dtype=np.int16)[np.newaxis]


def text_of(engine: SpeechEngine, part: Path) -> str:
    return " ".join(word.text for word in engine.transcribe(part))


@pytest.mark.usefixtures("hears_everything")
def test_gives_words_with_times_and_probabilities(engine: Engine, tmp_path: Path) -> None:
    """Each word stands inside the part, in order, with the engine's own confidence."""
    words = engine(SAID).transcribe(as_part(as_samples(chirps(22)), tmp_path))

    assert " ".join(word.text for word in words) == SAID
    assert all(0.9 < word.probability <= 1.0 for word in words)
    assert all(0.0 <= word.start_s <= word.end_s <= 22.0 for word in words)
    assert [word.start_s for word in words] == sorted(word.start_s for word in words)


@pytest.mark.usefixtures("hears_everything")
def test_keeps_its_doubts_about_each_word(engine: Engine, tmp_path: Path) -> None:
    """A word that was guessed has a low probability."""
    words = engine(SAID, sureness=1.4).transcribe(as_part(as_samples(chirps(22)), tmp_path))

    assert words
    assert all(word.probability < 0.5 for word in words)


@pytest.mark.parametrize("sound", [silence, noise, hum, music], ids=lambda make: make.__name__)
def test_hears_nothing_where_nobody_speaks(engine: Engine, sound: Callable[[float], Samples], tmp_path: Path) -> None:
    """A network that says the same whatever it is given is never given what is no speech."""
    assert text_of(engine(SAID), as_part(sound(12.0), tmp_path)) == ""


@pytest.mark.usefixtures("hears_everything")
@pytest.mark.parametrize("sound", [silence, music], ids=lambda make: make.__name__)
def test_would_invent_without_the_gate(engine: Engine, sound: Callable[[float], Samples], tmp_path: Path) -> None:
    """The test above is none if the network would have said nothing by itself."""
    assert text_of(engine(SAID), as_part(sound(22.0), tmp_path)) == SAID


@pytest.mark.usefixtures("hears_everything")
def test_says_a_loop_once(engine: Engine, tmp_path: Path) -> None:
    """A phrase that comes round again and again was said once."""
    looped = " ".join(["thank you so much"] * 6)

    assert text_of(engine(looped), as_part(as_samples(chirps(22)), tmp_path)) == "thank you so much"


@pytest.mark.usefixtures("hears_everything")
def test_says_once_what_comes_again_in_every_segment(engine: Engine, tmp_path: Path) -> None:
    """A loop may run over segments, each of which says it once and is sure of it."""
    heard = text_of(engine("thank you for watching", until_s=4.0), as_part(as_samples(chirps(22)), tmp_path))

    assert heard == "thank you for watching"


@pytest.mark.usefixtures("hears_everything")
def test_believes_silence_when_the_text_is_unlikely_too(engine: Engine, tmp_path: Path) -> None:
    """No speech by the network's own doubt, and no sureness about the words: nothing was said."""
    part = as_part(as_samples(chirps(22)), tmp_path)

    assert text_of(engine(SAID, sureness=1.2, hears_nothing=True), part) == ""
    assert text_of(engine(SAID, sureness=4.0, hears_nothing=True), part) == SAID


@pytest.mark.usefixtures("hears_everything")
def test_drops_unlikely_text_that_repeats_itself(engine: Engine, tmp_path: Path) -> None:
    """Text that shrinks much and is unlikely is noise, though its loop was never quite the same."""
    words = "one two three one two four one two three three one two four four ".split() * 2

    assert text_of(engine(" ".join(words), sureness=1.2), as_part(as_samples(chirps(22)), tmp_path)) == ""


@pytest.mark.usefixtures("hears_everything")
def test_never_builds_on_what_it_said_before(engine: Engine, tmp_path: Path) -> None:
    """A network told what it said before would stand at another place of its script the second time."""
    heard = text_of(engine(SAID, until_s=20.0), as_part(as_samples(chirps(45)), tmp_path))

    assert heard == f"{SAID} {SAID}"
