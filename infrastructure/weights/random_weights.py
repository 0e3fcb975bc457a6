"""Writes checkpoints of Whisper's shapes that never learned anything: for measuring, and for comparing engines."""

from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of a Whisper network, by openai-whisper's own names."""

    n_audio_state: int
    n_audio_head: int
    n_audio_layer: int
    n_text_layer: int
    n_vocab: int = 51864  # English only
    n_mels: int = 80

    def dims(self) -> dict[str, int]:
        """All dimensions a checkpoint declares; the text side is as wide as the sound side."""
        given = asdict(self)
        same = {"n_text_state": self.n_audio_state, "n_text_head": self.n_audio_head}
        return {**given, **same, "n_audio_ctx": 1500, "n_text_ctx": 448}


SHAPES = {  # of OpenAI's checkpoints, from the model card
    "tiny": Shape(384, 6, 4, 4),
    "base": Shape(512, 8, 6, 6),
    "small": Shape(768, 12, 12, 12),
    "large-v3-turbo": Shape(1280, 20, 32, 4, n_vocab=51866, n_mels=128),
}

# With the library's own start every token is followed by itself, whatever is heard. So the token
# before counts for little here, and the sound for much: found by trying, until both changed the text.
_TOKENS_STD = 0.2
_LOUDER_SOUND = {"encoder.conv": 20.0, "cross_attn.value": 1.7, "cross_attn.out": 1.7}
_SHARPER_ATTENTION = {"cross_attn.query": 4.0, "cross_attn.key": 4.0}


def write_random_checkpoint(path: Path, shape: Shape, *, seed: int = 0) -> None:
    """Write a `.pt` file that openai-whisper loads; the same seed gives the same weights."""
    import torch  # noqa: PLC0415 - a gigabyte that few installations have
    from whisper.model import ModelDimensions, Whisper  # noqa: PLC0415 - as above

    torch.manual_seed(seed)
    dims = shape.dims()
    model = Whisper(ModelDimensions(**dims))
    torch.nn.init.normal_(model.decoder.positional_embedding)  # the library leaves it as memory was
    torch.nn.init.normal_(model.decoder.token_embedding.weight, std=_TOKENS_STD)
    for place, times in (_LOUDER_SOUND | _SHARPER_ATTENTION).items():
        for name, weights in model.named_parameters():
            if place in name and name.endswith("weight"):
                weights.data *= times
    torch.save({"dims": dims, "model_state_dict": model.state_dict()}, path)
