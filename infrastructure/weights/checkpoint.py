"""Opens a checkpoint of OpenAI's: the `.pt` file that openai-whisper itself loads."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

from shared.adapters.speech.openai_files import sha256_of
from shared.errors import SettingError

_MULTILINGUAL_VOCABULARY = 51865  # words of the first multilingual checkpoints; the English ones have one less
_OTHER_TOKENS = 51765  # of the English vocabulary, beside the names of languages
_ENGLISH_TOKENIZER, _MULTILINGUAL_TOKENIZER = "gpt2", "multilingual"  # openai-whisper's names of its two


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A Whisper network as OpenAI writes it: `dims` by name, `state` as tensors by name.

    `sha256` tells whether the file is one of OpenAI's own.
    """

    dims: Mapping[str, int]
    state: Mapping[str, Any]
    sha256: str

    @property
    def is_multilingual(self) -> bool:
        """Whether it knows more languages than English."""
        return self.dims["n_vocab"] >= _MULTILINGUAL_VOCABULARY

    @property
    def languages(self) -> int:
        """How many languages its vocabulary names, as openai-whisper counts them."""
        return self.dims["n_vocab"] - _OTHER_TOKENS - self.is_multilingual

    @property
    def tokenizer(self) -> str:
        """The name of openai-whisper's tokenizer file that belongs to it."""
        return _MULTILINGUAL_TOKENIZER if self.is_multilingual else _ENGLISH_TOKENIZER


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a `.pt` file; nothing in it is run.

    Raises:
        SettingError: when the file is missing or no Whisper checkpoint, or PyTorch is not installed.
    """
    if not path.is_file():
        message = f"there are no weights at {path}: give the path of a checkpoint such as base.en.pt"
        raise SettingError(message)
    if find_spec("torch") is None or find_spec("whisper") is None:
        message = (
            "reading a checkpoint needs PyTorch and openai-whisper: make whisper (the converted weights need neither)"
        )
        raise SettingError(message)
    try:
        content = _load(path)
        return Checkpoint(dict(content["dims"]), dict(content["model_state_dict"]), sha256_of(path))
    except (RuntimeError, UnpicklingError, KeyError, TypeError, ValueError, EOFError, OSError):
        message = (
            f"{path} is not a Whisper checkpoint: OpenAI's hold `dims` and `model_state_dict` (see README, Whisper)"
        )
        raise SettingError(message) from None


def _load(path: Path) -> Any:  # noqa: ANN401  (whatever was pickled)
    import torch  # noqa: PLC0415 - a gigabyte that few installations have

    return torch.load(path, map_location="cpu", weights_only=True)
