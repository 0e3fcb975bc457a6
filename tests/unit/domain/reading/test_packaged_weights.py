"""The embedded engine with the weights that are packaged, on invented talk."""

import json
import shutil
from pathlib import Path

import pytest

from shared.adapters.embedded import EmbeddedReader
from shared.adapters.embedded.packing import CHUNK_TOKENS, NO_TURN, pack
from shared.adapters.embedded.scorer import OnnxScorer
from shared.adapters.embedded.weights_file import FOLDER, checked
from shared.domain.reading.reader import read_session
from shared.domain.threads import is_spoken_by_client
from shared.domain.transcript import Transcript
from shared.errors import SettingError
from tests.unit.domain.reading.talk import talk

BIGGEST_BYTES = 30_000_000  # all weights together
CALM = ["T: How was the week?", "C: Fine, busy", "T: And the sleep diary?", "C: Six hours most nights"]
LANTERN = "C: Grandad's lantern was lit in the boathouse window when I got there, and nobody would say who lit it"
DISFLUENT = (
    "C: Um, Grandad's lantern was, er, was lit in the the boathouse window when I got there, "
    "and um nobody would say who who lit it"
)


@pytest.fixture(scope="module")
def scorer() -> OnnxScorer:
    """Load the weights once."""
    return OnnxScorer()


def test_the_weights_are_those_of_their_cards_and_small() -> None:
    """Each file says what made it, its checksum and its licence."""
    files = [checked(name) for name in ("encoder.onnx", "listener.onnx", "tokenizer.json")]

    assert sum(file.stat().st_size for file in files) < BIGGEST_BYTES
    for file in files:
        card = json.loads(file.with_suffix(".card.json").read_text())
        assert card["licence"] == "Apache-2.0"
        assert card["made_by"]


def test_missing_weights_are_a_clear_setting_error(tmp_path: Path) -> None:
    """An operator learns what to package."""
    with pytest.raises(SettingError, match=r"encoder\.onnx"):
        OnnxScorer(tmp_path)


def test_spoilt_weights_are_refused(tmp_path: Path) -> None:
    """A file that is not the one its card describes is not run."""
    shutil.copy(FOLDER / "tokenizer.card.json", tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")

    with pytest.raises(SettingError, match="not those of their card"):
        checked("tokenizer.json", tmp_path)


def test_a_session_is_read_the_same_twice_and_quoted_exactly() -> None:
    """The port's promise, with the real weights."""
    transcript = talk(*CALM, LANTERN, "T: And the sheet from last time?", "C: I have it here", *CALM)
    reader = EmbeddedReader.load()

    first, second = reader.read(transcript), reader.read(transcript)

    assert first == second
    assert all(is_spoken_by_client(transcript, thread.turn, thread.quote) for thread in first.threads)


def test_an_empty_session_is_read() -> None:
    """A recording without a word is not an error."""
    assert EmbeddedReader.load().read(Transcript(())).threads == ()


def test_fluent_and_disfluent_versions_rank_within_one(scorer: OnnxScorer) -> None:
    """Rule P11: disfluency does not count."""
    ranks = []
    for line in (LANTERN, DISFLUENT):
        transcript = talk(*CALM, line, "T: And the sheet from last time?", "C: I have it here", *CALM)
        signs = scorer.score(transcript.turns)
        order = sorted(range(len(transcript.turns)), key=lambda index: -float(signs.open[index]))
        ranks.append(order.index(len(CALM)))

    assert abs(ranks[0] - ranks[1]) <= 1


def test_a_turn_longer_than_a_chunk_is_read_whole(scorer: OnnxScorer) -> None:
    """Long sessions and long turns are read to their end."""
    transcript = talk("T: Go on", "C: " + "the lantern was lit and " * 200)

    packed = pack(transcript.turns, scorer.tokenizer)

    assert packed.ids.shape[1] <= CHUNK_TOKENS
    assert (packed.rows == 1).sum() > 3 * CHUNK_TOKENS
    assert set(packed.rows.reshape(-1)) == {NO_TURN, 0, 1}
    assert read_session(transcript, scorer=scorer).engine == "embedded"
