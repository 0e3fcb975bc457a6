"""Rebuilds openai-whisper's own tokenizer for the `tokenizers` library, from the file that ships with it."""

from collections.abc import Iterator
from itertools import pairwise

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
from whisper.tokenizer import get_encoding

_PRINTABLE = (*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAC + 1), *range(0xAE, 0xFF + 1))


def rebuild_tokenizer(name: str, languages: int) -> Tokenizer:
    """Give a tokenizer that reads and writes the same ids as openai-whisper's of that name.

    `name` is gpt2 or multilingual; `languages` how many language tokens it has.
    """
    encoding = get_encoding(name, languages)
    ranks = {token: encoding.encode_single_token(token) for token in encoding.token_byte_values()}
    vocabulary = {_spelled(token): rank for token, rank in ranks.items()}
    merges = [(_spelled(left), _spelled(right)) for left, right in _merges(ranks)]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    specials = sorted(encoding.special_tokens_set, key=encoding.encode_single_token)
    tokenizer.add_special_tokens([AddedToken(special, special=True) for special in specials])
    return tokenizer


def words_by_id(tokenizer: Tokenizer, size: int) -> list[str]:
    """Give the first `size` tokens as CTranslate2 lists them, in the order of their ids."""
    by_id = {number: word for word, number in tokenizer.get_vocab().items()}
    return [by_id[number] for number in range(size)]


def _merges(ranks: dict[bytes, int]) -> Iterator[tuple[bytes, bytes]]:
    """Give, in the order of their ranks, the pairs that byte-pair encoding joined to each token.

    A token's pair is what its bytes become when only tokens of lower rank may be joined.
    """
    for token, rank in sorted(ranks.items(), key=lambda item: item[1]):
        if len(token) > 1:
            left, right = _joined_below(token, ranks, rank)
            yield left, right


def _joined_below(token: bytes, ranks: dict[bytes, int], rank: int) -> list[bytes]:
    pieces = [token[place : place + 1] for place in range(len(token))]
    while True:
        joined = [ranks.get(left + right, rank) for left, right in pairwise(pieces)]
        lowest = min(joined, default=rank)
        if lowest >= rank:
            return pieces
        place = joined.index(lowest)
        pieces[place : place + 2] = [pieces[place] + pieces[place + 1]]


def _spelled(token: bytes) -> str:
    return "".join(_LETTERS[byte] for byte in token)


def _letters() -> dict[int, str]:
    """Give the visible letter that stands for each byte, as GPT-2's tokenizer chose them."""
    hidden = [byte for byte in range(256) if byte not in _PRINTABLE]
    return {byte: chr(byte) for byte in _PRINTABLE} | {byte: chr(256 + n) for n, byte in enumerate(hidden)}


_LETTERS = _letters()
