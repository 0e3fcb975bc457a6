"""Writes an OpenAI checkpoint as a folder that CTranslate2 and faster-whisper load.

`doorknob convert-weights` calls it, and so does the image of transcribe_part while it is built.
"""

import base64
import gzip
import json
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tokenizers import Tokenizer

from infrastructure.weights.checkpoint import Checkpoint, read_checkpoint
from shared.adapters.speech.openai_files import heads_named_by_openai
from shared.errors import SettingError

PRECISIONS = ("int8", "float32")
_BLANK = " "  # Whisper must not begin a window with it, nor with the end


def convert_weights(source: Path, into: Path, *, precision: str = "int8") -> int:
    """Convert a checkpoint and give the size of the result in bytes; the folder appears only when it is whole.

    Raises:
        SettingError: when the checkpoint cannot be read, the precision is unknown, or the folder exists.
    """
    if precision not in PRECISIONS:
        message = f"there is no precision '{precision}': choose one of {', '.join(PRECISIONS)}"
        raise SettingError(message)
    if into.exists():
        message = f"{into} exists already: name a new folder for the converted weights, or remove it first"
        raise SettingError(message)
    checkpoint = read_checkpoint(source)
    into.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=into.parent) as room:
        unfinished = Path(room) / "weights"
        unfinished.mkdir()
        _write(checkpoint, unfinished, precision)
        unfinished.rename(into)
    return sum(path.stat().st_size for path in into.iterdir())


def _write(checkpoint: Checkpoint, folder: Path, precision: str) -> None:
    from infrastructure.weights.layers import fill_spec  # noqa: PLC0415 - may be absent
    from infrastructure.weights.vocabulary import rebuild_tokenizer, words_by_id  # noqa: PLC0415 - may be absent

    tokenizer = rebuild_tokenizer(checkpoint.tokenizer, checkpoint.languages)
    spec = fill_spec(checkpoint)
    spec.register_vocabulary(words_by_id(tokenizer, checkpoint.dims["n_vocab"]))
    spec.config.suppress_ids_begin = [tokenizer.encode(_BLANK).ids[0], tokenizer.token_to_id("<|endoftext|>")]
    spec.config.suppress_ids = []  # faster-whisper names the signs that are no speech at each call
    spec.config.lang_ids = _language_ids(tokenizer)
    spec.config.alignment_heads = alignment_heads(checkpoint)
    spec.validate()
    spec.optimize(quantization=precision)
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    features = {"feature_size": checkpoint.dims["n_mels"]}
    (folder / "preprocessor_config.json").write_text(json.dumps(features), encoding="utf-8")


def alignment_heads(checkpoint: Checkpoint) -> Sequence[tuple[int, int]]:
    """Give the (layer, head) pairs that follow the sound, by which words get their times.

    OpenAI names them for its own files, which are told by their SHA-256; otherwise all heads of
    the later half of the decoder, as openai-whisper itself does.
    """
    layers, heads = checkpoint.dims["n_text_layer"], checkpoint.dims["n_text_head"]
    packed = heads_named_by_openai(checkpoint.sha256)
    if packed is None:
        return list(product(range(layers // 2, layers), range(heads)))
    flags = np.frombuffer(gzip.decompress(base64.b85decode(packed)), dtype=np.bool_).reshape(layers, heads)
    return [(int(layer), int(head)) for layer, head in np.argwhere(flags)]


def _language_ids(tokenizer: Tokenizer) -> list[int]:
    from whisper.tokenizer import LANGUAGES  # noqa: PLC0415 - may be absent

    ids = (tokenizer.token_to_id(f"<|{code}|>") for code in LANGUAGES)
    return sorted(number for number in ids if number is not None)
