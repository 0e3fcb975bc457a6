"""Packs the turns of a session into chunks that the encoder can take, each turn marked by its speaker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shared.domain.reading.words import fluent
from shared.domain.transcript import Speaker, Turn

if TYPE_CHECKING:
    from tokenizers import Tokenizer  # the reading must be able to say that it is missing

CHUNK_TOKENS = 256  # about a dozen turns: enough to hear what happened next
NO_TURN = -1
_BEGIN, _PAD = 101, 0  # of the encoder's vocabulary
_MARK_OF = {Speaker.THERAPIST: 1, Speaker.CLIENT: 2}  # unused places of the vocabulary, learnt as speakers
_OTHER_MARK = 3

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Packed:
    """Chunks of tokens: `ids` and `mask` for the encoder, and for every token the row of its turn.

    `marks` is true where a token is the mark that opens a turn, or a later piece of a long one.
    """

    ids: Ints
    mask: Ints
    rows: Ints
    marks: NDArray[np.bool_]


def pack(turns: Sequence[Turn], tokenizer: "Tokenizer", *, first_chunk: int = CHUNK_TOKENS) -> Packed:
    """Fill chunks with whole turns; a turn longer than a chunk goes on in the next.

    A shorter first chunk moves all later borders, so that two packings see each turn in two surroundings.
    """
    texts = [fluent(turn.text) or turn.text for turn in turns]
    chunks: list[list[tuple[int, int, bool]]] = [[]]
    room = first_chunk - 1
    for row, (turn, encoding) in enumerate(
        zip(turns, tokenizer.encode_batch(texts, add_special_tokens=False), strict=True)
    ):
        for piece in _pieces(encoding.ids):
            if len(piece) + 1 > room:
                chunks.append([])
                room = CHUNK_TOKENS - 1
            mark = _MARK_OF.get(turn.speaker, _OTHER_MARK)
            chunks[-1] += [(mark, row, True), *((token, row, False) for token in piece)]
            room -= len(piece) + 1
    return _padded([chunk for chunk in chunks if chunk])


def _pieces(ids: list[int]) -> list[list[int]]:
    """Cut what is longer than a chunk; keep a turn without any token as one empty piece."""
    most = CHUNK_TOKENS - 2
    return [ids[at : at + most] for at in range(0, max(len(ids), 1), most)]


def _padded(chunks: list[list[tuple[int, int, bool]]]) -> Packed:
    shape = (len(chunks), max((len(chunk) for chunk in chunks), default=0) + 1)
    ids, mask = np.full(shape, _PAD, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    rows, marks = np.full(shape, NO_TURN, dtype=np.int64), np.zeros(shape, dtype=np.bool_)
    for place, chunk in enumerate(chunks):
        ids[place, 0], mask[place, : len(chunk) + 1] = _BEGIN, 1
        ids[place, 1 : len(chunk) + 1] = [token for token, _, _ in chunk]
        rows[place, 1 : len(chunk) + 1] = [row for _, row, _ in chunk]
        marks[place, 1 : len(chunk) + 1] = [is_mark for _, _, is_mark in chunk]
    return Packed(ids, mask, rows, marks)
