"""A plain BERT in torch: MiniLM's shape, exported exactly (through transformers the graph comes out wrong)."""

import math
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

Tensor = Any  # torch is not at hand where types are checked

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
VOCABULARY, PLACES = 30522, 512
_MASKED = -1e4  # low enough to be nothing after a softmax
_PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "after_mixing": "attention.output.LayerNorm",
    "wide": "intermediate.dense",
    "narrow": "output.dense",
    "after_thought": "output.LayerNorm",
}


class Layer(nn.Module):  # type: ignore[misc]
    """One layer: every place looks at the others, then thinks by itself."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        """Make a layer with fresh weights."""
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.mixed, self.after_mixing = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)
        self.wide, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.after_thought = nn.LayerNorm(width, eps=1e-12)

    def forward(self, rows: Tensor, bias: Tensor, drop: float = 0.0) -> Tensor:
        """Give the rows as they are after this layer; `bias` says who may look at whom."""
        batch, count, width = rows.shape

        def split(part: Tensor) -> Tensor:
            return part.view(batch, count, self.heads, width // self.heads).transpose(1, 2)

        mixed = functional.scaled_dot_product_attention(
            split(self.query(rows)), split(self.key(rows)), split(self.value(rows)), attn_mask=bias
        )
        mixed = self.mixed(mixed.transpose(1, 2).reshape(batch, count, width))
        rows = self.after_mixing(rows + functional.dropout(mixed, drop, self.training))
        thought = self.narrow(functional.gelu(self.wide(rows)))
        return self.after_thought(rows + functional.dropout(thought, drop, self.training))


class Bert(nn.Module):  # type: ignore[misc]
    """The encoder: token numbers in, one row a token out."""

    def __init__(self) -> None:
        """Make an encoder with fresh weights."""
        super().__init__()
        self.word, self.place, self.kind = (nn.Embedding(count, WIDTH) for count in (VOCABULARY, PLACES, 2))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, INNER) for _ in range(LAYERS))

    def forward(self, ids: Tensor, mask: Tensor, drop: float = 0.0) -> Tensor:
        """Encode chunks of tokens."""
        rows = self.norm(self.word(ids) + self.place.weight[: ids.shape[1]] + self.kind.weight[0])
        bias = (1.0 - mask[:, None, None, :].to(rows.dtype)) * _MASKED
        for layer in self.layers:
            rows = layer(rows, bias, drop)
        return rows


def load_minilm(folder: Path) -> Bert:
    """Make an encoder of the published weights (all-MiniLM-L6-v2, Apache-2.0)."""
    published = {name.removeprefix("bert."): value for name, value in load_file(folder / "model.safetensors").items()}
    weights = {
        "word.weight": published["embeddings.word_embeddings.weight"],
        "place.weight": published["embeddings.position_embeddings.weight"],
        "kind.weight": published["embeddings.token_type_embeddings.weight"],
        "norm.weight": published["embeddings.LayerNorm.weight"],
        "norm.bias": published["embeddings.LayerNorm.bias"],
    }
    for number in range(LAYERS):
        for ours, theirs in _PARTS.items():
            for kind in ("weight", "bias"):
                weights[f"layers.{number}.{ours}.{kind}"] = published[f"encoder.layer.{number}.{theirs}.{kind}"]
    bert = Bert()
    bert.load_state_dict(weights)
    return bert


def distance_bias(count: int, slopes: tuple[float, ...]) -> Tensor:
    """Give each head its own taste for what is near, from none to strong."""
    places = torch.arange(count)
    apart = (places[:, None] - places[None]).abs().to(torch.float32)
    return -apart[None, None] * torch.tensor(slopes)[None, :, None, None]


def unit(rows: Tensor) -> Tensor:
    """Give rows of length one."""
    return rows / (rows.pow(2).sum(1, keepdim=True) + math.ulp(1.0)).sqrt()
