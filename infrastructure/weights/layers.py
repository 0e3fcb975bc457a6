"""Lays a checkpoint's tensors out as CTranslate2 wants them.

The names on the left are CTranslate2's (`ctranslate2.specs.whisper_spec`), those on the right
openai-whisper's (`whisper.model`). Nothing is trained or rounded here.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from ctranslate2.specs.whisper_spec import WhisperSpec
from numpy.typing import NDArray

from infrastructure.weights.checkpoint import Checkpoint

Weights = Mapping[str, Any]


def fill_spec(checkpoint: Checkpoint) -> WhisperSpec:
    """Give CTranslate2's description of the network with every weight in its place, in float32."""
    dims, state = checkpoint.dims, checkpoint.state
    spec = WhisperSpec(dims["n_audio_layer"], dims["n_audio_head"], dims["n_text_layer"], dims["n_text_head"])
    _fill_encoder(spec.encoder, state)
    _fill_decoder(spec.decoder, state)
    return spec


def _fill_encoder(encoder: Any, state: Weights) -> None:  # noqa: ANN401  (CTranslate2 has no types)
    for name in ("conv1", "conv2"):
        layer = getattr(encoder, name)
        layer.weight, layer.bias = _array(state, f"encoder.{name}.weight"), _array(state, f"encoder.{name}.bias")
    encoder.position_encodings.encodings = _array(state, "encoder.positional_embedding")
    _fill_norm(encoder.layer_norm, state, "encoder.ln_post")
    for number, layer in enumerate(encoder.layer):
        _fill_block(layer, state, f"encoder.blocks.{number}")


def _fill_decoder(decoder: Any, state: Weights) -> None:  # noqa: ANN401
    embedding = _array(state, "decoder.token_embedding.weight")
    decoder.embeddings.weight = embedding
    decoder.projection.weight = embedding  # Whisper says words with the matrix it reads them by
    decoder.position_encodings.encodings = _array(state, "decoder.positional_embedding")
    _fill_norm(decoder.layer_norm, state, "decoder.ln")
    for number, layer in enumerate(decoder.layer):
        place = f"decoder.blocks.{number}"
        _fill_block(layer, state, place)
        _fill_cross_attention(layer.attention, state, place)


def _fill_block(layer: Any, state: Weights, place: str) -> None:  # noqa: ANN401
    inward = [_linear(state, f"{place}.attn.{name}") for name in ("query", "key", "value")]
    _put_linear(layer.self_attention.linear[0], *_fused(inward))
    _put_linear(layer.self_attention.linear[1], *_linear(state, f"{place}.attn.out"))
    _fill_norm(layer.self_attention.layer_norm, state, f"{place}.attn_ln")
    _put_linear(layer.ffn.linear_0, *_linear(state, f"{place}.mlp.0"))
    _put_linear(layer.ffn.linear_1, *_linear(state, f"{place}.mlp.2"))
    _fill_norm(layer.ffn.layer_norm, state, f"{place}.mlp_ln")


def _fill_cross_attention(attention: Any, state: Weights, place: str) -> None:  # noqa: ANN401
    query, *heard = [_linear(state, f"{place}.cross_attn.{name}") for name in ("query", "key", "value")]
    _put_linear(attention.linear[0], *query)
    _put_linear(attention.linear[1], *_fused(heard))
    _put_linear(attention.linear[2], *_linear(state, f"{place}.cross_attn.out"))
    _fill_norm(attention.layer_norm, state, f"{place}.cross_attn_ln")


Linear = tuple[NDArray[np.float32], NDArray[np.float32]]


def _linear(state: Weights, place: str) -> Linear:
    """Give a layer's weight and bias; Whisper's keys have no bias, which is a bias of nothing."""
    weight = _array(state, f"{place}.weight")
    has_bias = f"{place}.bias" in state
    return weight, _array(state, f"{place}.bias") if has_bias else np.zeros(weight.shape[0], dtype=np.float32)


def _fused(layers: list[Linear]) -> Linear:
    return np.concatenate([weight for weight, _ in layers]), np.concatenate([bias for _, bias in layers])


def _put_linear(layer: Any, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> None:  # noqa: ANN401
    layer.weight, layer.bias = weight, bias


def _fill_norm(norm: Any, state: Weights, place: str) -> None:  # noqa: ANN401
    norm.gamma, norm.beta = _array(state, f"{place}.weight"), _array(state, f"{place}.bias")


def _array(state: Weights, name: str) -> NDArray[np.float32]:
    return np.ascontiguousarray(state[name].float().numpy())
