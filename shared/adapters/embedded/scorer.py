"""Hears the signs in a session with the packaged encoder and listener, on one core."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.adapters.embedded.packing import CHUNK_TOKENS, NO_TURN, Packed, pack
from shared.adapters.embedded.place import place_of
from shared.adapters.embedded.weights_file import FOLDER, checked
from shared.domain.reading.signs import Signs
from shared.domain.transcript import Speaker, Turn
from shared.errors import SettingError

CHUNKS_AT_ONCE = 4  # more only takes memory
FIRST_CHUNKS = (CHUNK_TOKENS, CHUNK_TOKENS // 2)  # every turn is heard in two surroundings, and the two averaged
TOPIC_WIDTH = 192
_SPEAKERS = {Speaker.THERAPIST: 0, Speaker.CLIENT: 1}
_OTHER = 2
_OPEN, _CLOSED, _DECOY = 1, 2, 3

Rows = NDArray[np.float32]


class OnnxScorer:
    """Encoder for chunks of turns, listener for the whole session."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load the weights.

        Raises:
            SettingError: when the weights or the libraries that run them are missing.
        """
        self._encoder = _session(checked("encoder.onnx", folder))
        self._listener = _session(checked("listener.onnx", folder))
        self.tokenizer = _tokenizer(checked("tokenizer.json", folder))

    def score(self, turns: Sequence[Turn]) -> Signs:
        """Give the signs, one row a turn; what was not said by the client is no sign."""
        if not turns:
            return _nothing()
        heard = [self._hear(turns, first_chunk) for first_chunk in FIRST_CHUNKS]
        kind, best, risk, topic = (_average(rows) for rows in zip(*heard, strict=True))
        client = np.array([turn.speaker is Speaker.CLIENT for turn in turns], dtype=np.float32)
        return Signs(
            open=kind[:, _OPEN] * client,
            closed=kind[:, _CLOSED] * client,
            decoy=kind[:, _DECOY] * client,
            best=best * client,
            risk=risk * client,
            topic=topic / np.maximum(np.linalg.norm(topic, axis=1, keepdims=True), np.finfo(np.float32).tiny),
        )

    def place(self, turns: Sequence[Turn]) -> Rows:
        """Say where the turns stand and how long they are."""
        return place_of(turns)

    def rows(self, turns: Sequence[Turn], first_chunk: int) -> Rows:
        """Give one row a turn, as the encoder hears it when the first chunk has this many tokens."""
        return self.turn_rows(pack(turns, self.tokenizer, first_chunk=first_chunk), len(turns))

    def turn_rows(self, packed: Packed, count: int) -> Rows:
        """Give one row a turn: the mean of its tokens, and the mark that opens it."""
        chunks = [slice(at, at + CHUNKS_AT_ONCE) for at in range(0, len(packed.ids), CHUNKS_AT_ONCE)]
        hidden = [self._encoder.run(None, {"ids": packed.ids[part], "mask": packed.mask[part]})[0] for part in chunks]
        rows = np.concatenate(hidden).reshape(packed.rows.size, -1)
        belongs = packed.rows.reshape(-1)
        means = [_means(rows, belongs, keep, count) for keep in (belongs != NO_TURN, packed.marks.reshape(-1))]
        return np.concatenate(means, axis=1)

    def _hear(self, turns: Sequence[Turn], first_chunk: int) -> list[Rows]:
        speakers = np.array([_SPEAKERS.get(turn.speaker, _OTHER) for turn in turns], dtype=np.int64)
        given = {"turns": self.rows(turns, first_chunk), "place": self.place(turns), "speakers": speakers}
        return list(self._listener.run(["kind", "best", "risk", "topic"], given))


def _average(heard: tuple[Rows, ...]) -> Rows:
    average: Rows = np.stack(heard).mean(axis=0)
    return average


def _means(rows: Rows, belongs: NDArray[np.int64], keep: NDArray[np.bool_], count: int) -> Rows:
    sums = np.zeros((count, rows.shape[1]), dtype=np.float32)
    np.add.at(sums, belongs[keep], rows[keep])
    counts = np.maximum(np.bincount(belongs[keep], minlength=count), 1).astype(np.float32)
    return sums / counts[:, None]


def _session(file: Path) -> Any:
    try:
        import onnxruntime  # noqa: PLC0415  # slow to load, and only this engine needs it
    except ImportError:
        message = "the embedded reading needs onnxruntime: install it or choose another reading engine"
        raise SettingError(message) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # a function's memory is billed; the arena never gives back
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _tokenizer(file: Path) -> Any:
    try:
        from tokenizers import Tokenizer  # noqa: PLC0415
    except ImportError:
        message = "the embedded reading needs tokenizers: install it or choose another reading engine"
        raise SettingError(message) from None
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_padding()  # it would pad every turn to 128
    tokenizer.no_truncation()
    return tokenizer


def _nothing() -> Signs:
    none = np.zeros(0, dtype=np.float32)
    return Signs(none, none, none, none, none, np.zeros((0, TOPIC_WIDTH), np.float32))
