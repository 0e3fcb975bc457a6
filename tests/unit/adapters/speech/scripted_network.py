"""A Whisper network with hand-set weights: it says one script, however it is asked, by its place in the text alone.

Every block adds nothing, so what follows is decided by the position: its embedding points at the
token to say. `sureness` is how far that token stands out: 4 is certain, 1.2 a guess.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

from infrastructure.weights.random_weights import Shape

SHAPE = Shape(64, 2, 2, 2)
_LOUD = 30.0  # beside the embedding of the token that was said
_OUTSHOUTS = 3.0  # what else might be said at the start
_SECOND = 0.02  # what one timestamp token counts


def write_scripted(
    path: Path, text: str, *, sureness: float = 4.0, hears_nothing: bool = False, until_s: float = 20.0
) -> None:
    """Write a checkpoint that says a text from 0 s to `until_s`; if it hears nothing, it says so at the start."""
    torch.manual_seed(0)
    model = Whisper(ModelDimensions(**SHAPE.dims()))
    tokenizer = get_tokenizer(multilingual=False)
    end = tokenizer.timestamp_begin + round(until_s / _SECOND)
    script = [tokenizer.timestamp_begin, *tokenizer.encode(" " + text), end, end, tokenizer.eot]
    state = model.state_dict()
    _silence_blocks(state)
    tokens = torch.nn.functional.normalize(_centred(torch.randn(SHAPE.n_vocab, SHAPE.n_audio_state)), dim=1)
    places = torch.zeros_like(state["decoder.positional_embedding"])
    for place, token in enumerate([*script, *[tokenizer.eot] * (len(places) - len(script))]):
        places[place] = _LOUD * tokens[token]
    if hears_nothing:
        places[0] = _LOUD * (tokens[tokenizer.no_speech] + 0.8 * tokens[script[0]])
        tokens[tokenizer.no_speech] *= _OUTSHOUTS
    state |= {"decoder.token_embedding.weight": tokens, "decoder.positional_embedding": places}
    state |= {"decoder.ln.weight": torch.full((SHAPE.n_audio_state,), sureness)}
    torch.save({"dims": SHAPE.dims(), "model_state_dict": state}, path)


def _silence_blocks(state: dict[str, torch.Tensor]) -> None:
    ends: Sequence[str] = ("attn.out.weight", "attn.out.bias", "mlp.2.weight", "mlp.2.bias")
    for name, weights in state.items():
        if name.startswith("decoder.blocks") and name.endswith(tuple(ends)):
            weights.zero_()


def _centred(rows: torch.Tensor) -> torch.Tensor:
    return rows - rows.mean(dim=1, keepdim=True)
