"""Writes checkpoints with hand-set weights that say one script, however they are asked: for tests, and for measuring.

Every block of the decoder adds nothing, so what follows is decided by the place in the text: its embedding points
at the token to say. `sureness` is how far that token stands out: 4 is certain, 1.2 a guess.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from infrastructure.weights.random_weights import Shape

if TYPE_CHECKING:
    from torch import Tensor

SMALLEST = Shape(64, 2, 2, 2)
WHOLE_WINDOW_S = 30.0
_LOUD = 30.0  # beside the embedding of the token that was said
_OUTSHOUTS = 3.0  # what else might be said at the start
_TIMESTAMP_S = 0.02  # what one timestamp token counts
_ADD = ("attn.out.weight", "attn.out.bias", "mlp.2.weight", "mlp.2.bias")  # what a block adds


def write_scripted_checkpoint(
    path: Path,
    text: str,
    *,
    shape: Shape = SMALLEST,
    sureness: float = 4.0,
    hears_nothing: bool = False,
    until_s: float = 20.0,
) -> None:
    """Write an English checkpoint that says a text from 0 s to `until_s`; one that hears nothing says so at first."""
    import torch  # noqa: PLC0415 - a gigabyte that few installations have
    from whisper.model import ModelDimensions, Whisper  # noqa: PLC0415 - as above
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415 - as above

    torch.manual_seed(0)
    tokenizer = get_tokenizer(multilingual=False)
    state = _without_blocks(Whisper(ModelDimensions(**shape.dims())).state_dict())
    script = _script(text, until_s)
    rows = torch.randn(shape.n_vocab, shape.n_audio_state)
    tokens = torch.nn.functional.normalize(rows - rows.mean(dim=1, keepdim=True), dim=1)
    places = torch.zeros_like(state["decoder.positional_embedding"])
    for place, token in enumerate([*script, *[tokenizer.eot] * (len(places) - len(script))]):
        places[place] = _LOUD * tokens[token]
    if hears_nothing:
        places[0] = _LOUD * (tokens[tokenizer.no_speech] + 0.8 * tokens[script[0]])
        tokens[tokenizer.no_speech] *= _OUTSHOUTS
    state |= {"decoder.token_embedding.weight": tokens, "decoder.positional_embedding": places}
    state |= {"decoder.ln.weight": torch.full((shape.n_audio_state,), sureness)}
    torch.save({"dims": shape.dims(), "model_state_dict": state}, path)


def first_tokens(text: str, count: int) -> str:
    """Give so much of a text as makes that many tokens."""
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415 - as above

    tokenizer = get_tokenizer(multilingual=False)
    return str(tokenizer.decode(tokenizer.encode(" " + text)[:count])).strip()


def _script(text: str, until_s: float) -> list[int]:
    """Give the tokens, ended as a trained network ends them: by one timestamp where the window is full."""
    from whisper.tokenizer import get_tokenizer  # noqa: PLC0415 - as above

    tokenizer = get_tokenizer(multilingual=False)
    end = tokenizer.timestamp_begin + round(until_s / _TIMESTAMP_S)
    ends = [end] if until_s >= WHOLE_WINDOW_S else [end, end]
    return [tokenizer.timestamp_begin, *tokenizer.encode(" " + text), *ends, tokenizer.eot]


def _without_blocks(state: "dict[str, Tensor]") -> "dict[str, Tensor]":
    for name, weights in state.items():
        if name.startswith("decoder.blocks") and name.endswith(_ADD):
            weights.zero_()
    return state
