"""The converted weights say what the checkpoint says: token for token, in float32."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infrastructure.weights.random_weights import Shape, write_random_checkpoint
from shared.errors import SettingError

whisper = pytest.importorskip("whisper", reason="openai-whisper is not installed: make whisper")
torch = pytest.importorskip("torch", reason="PyTorch is not installed: make whisper")
ctranslate2 = pytest.importorskip("ctranslate2")
faster_whisper = pytest.importorskip("faster_whisper")

from infrastructure.weights.checkpoint import read_checkpoint  # noqa: E402 - after the skips
from infrastructure.weights.convert import alignment_heads, convert_weights  # noqa: E402
from infrastructure.weights.vocabulary import rebuild_tokenizer  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # openai-whisper leaves its tokenizer's file open
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ENGLISH, MULTILINGUAL, NEWEST = Shape(64, 2, 2, 2), Shape(64, 2, 2, 2, n_vocab=51865), Shape(64, 2, 2, 2, 51866, 128)
TOKENS = 40
CASES = [(ENGLISH, 1), (ENGLISH, 2), (ENGLISH, 3), (MULTILINGUAL, 4), (NEWEST, 5)]
LEAST_SAME_IN_INT8 = 0.5  # of the tokens up to where the two part for the first time; rounding may part them early


def sounds_of(mels: int) -> list[np.ndarray]:
    waves = [chirp(seed) for seed in range(4)]
    return [whisper.log_mel_spectrogram(torch.from_numpy(wave), n_mels=mels)[:, :3000].numpy() for wave in waves]


def chirp(seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    moments = np.arange(30 * 16_000) / 16_000
    pitch = chance.uniform(150, 900) * (1 + 0.1 * np.sin(moments * chance.uniform(1, 4)))
    voice = 0.3 * np.sin(2 * np.pi * pitch * moments) * (np.sin(moments * chance.uniform(2, 8)) > 0)
    return np.asarray(voice + 0.02 * chance.standard_normal(moments.size), dtype=np.float32)


def said_by_openai(checkpoint: Path, mel: np.ndarray) -> list[int]:
    model = whisper.load_model(str(checkpoint), device="cpu")
    options = whisper.DecodingOptions(language="en", fp16=False, sample_len=TOKENS)
    return list(whisper.decode(model, torch.from_numpy(mel), options).tokens)


def said_by_ctranslate2(folder: Path, mel: np.ndarray) -> list[int]:
    model = faster_whisper.WhisperModel(str(folder), device="cpu", cpu_threads=1, local_files_only=True)
    words = faster_whisper.tokenizer.Tokenizer(
        model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language="en"
    )
    silent = faster_whisper.transcribe.get_suppressed_tokens(words, [-1])
    heard = ctranslate2.StorageView.from_array(np.ascontiguousarray(mel[np.newaxis]))
    (said,) = model.model.generate(
        heard, [words.sot_sequence], beam_size=1, max_length=2 * TOKENS, suppress_tokens=list(silent)
    )
    return list(said.sequences_ids[0])


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0].n_vocab}-{case[1]}")
def checkpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shape]:
    shape, seed = request.param
    path = tmp_path_factory.mktemp("random") / "random.pt"
    write_random_checkpoint(path, shape, seed=seed)
    return path, shape


def test_says_the_same_tokens_in_float32(checkpoint: tuple[Path, Shape], tmp_path: Path) -> None:
    """Greedy, with timestamps, for several sounds: the reference and the converted weights agree on every token."""
    path, shape = checkpoint
    convert_weights(path, tmp_path / "weights", precision="float32")

    mels = sounds_of(shape.n_mels)
    reference = [said_by_openai(path, mel) for mel in mels]
    converted = [said_by_ctranslate2(tmp_path / "weights", mel) for mel in mels]

    assert converted == reference
    assert len({tuple(tokens) for tokens in reference}) > 1, "the sound must matter, or equality says little"
    assert min(len(set(tokens)) for tokens in reference) > TOKENS // 4


def test_says_much_the_same_in_int8(tmp_path: Path) -> None:
    """Rounded weights begin alike; an untrained network has no margin, so they part sooner than a trained one."""
    path = tmp_path / "random.pt"
    write_random_checkpoint(path, ENGLISH, seed=1)
    convert_weights(path, tmp_path / "weights", precision="int8")

    mels = sounds_of(ENGLISH.n_mels)
    same = [
        next((place for place, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), TOKENS) / TOKENS
        for ours, theirs in ((said_by_ctranslate2(tmp_path / "weights", m), said_by_openai(path, m)) for m in mels)
    ]

    assert sum(same) / len(same) >= LEAST_SAME_IN_INT8


@pytest.mark.parametrize(("name", "languages"), [("gpt2", 99), ("multilingual", 100)])
def test_reads_and_writes_text_as_openai_does(name: str, languages: int) -> None:
    """Any text has the same ids, and any ids of text the same text."""
    ours, theirs = rebuild_tokenizer(name, languages), whisper.tokenizer.get_encoding(name, languages)
    assert ours.get_vocab_size() == theirs.n_vocab

    @settings(max_examples=200)
    @given(text=st.text(max_size=40) | st.text(alphabet=" 'aceéinorstĀ🙂\n.,1", max_size=40))
    def check(text: str) -> None:
        ids = theirs.encode_ordinary(text)
        assert ours.encode(text, add_special_tokens=False).ids == ids
        assert ours.decode(ids) == text

    check()


def test_takes_the_later_half_of_the_decoder_for_word_times(checkpoint: tuple[Path, Shape]) -> None:
    """As openai-whisper does for a checkpoint that it does not know."""
    path, _ = checkpoint

    assert alignment_heads(read_checkpoint(path)) == [(1, 0), (1, 1)]


def test_knows_the_heads_of_openais_own_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that has a known SHA-256 gets the heads that OpenAI names for it."""
    path = tmp_path / "random.pt"
    write_random_checkpoint(path, Shape(384, 6, 4, 4))
    known = read_checkpoint(path)
    monkeypatch.setitem(whisper._MODELS, "tiny.en", f"https://somewhere.example/{known.sha256}/tiny.en.pt")

    heads = alignment_heads(known)

    model = whisper.load_model(str(path), device="cpu")
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS["tiny.en"])
    assert heads == [tuple(pair) for pair in model.alignment_heads.to_dense().nonzero().tolist()]


def test_leaves_nothing_half_done(tmp_path: Path) -> None:
    """What is no checkpoint is said to be none, and no folder appears."""
    path = tmp_path / "model.pt"
    path.write_bytes(b"no weights")

    with pytest.raises(SettingError, match="not a Whisper checkpoint"):
        convert_weights(path, tmp_path / "weights")

    assert [each.name for each in tmp_path.iterdir()] == ["model.pt"]


def test_never_writes_over_a_folder(tmp_path: Path) -> None:
    """What is there stays."""
    with pytest.raises(SettingError, match="exists already"):
        convert_weights(tmp_path / "model.pt", tmp_path)
