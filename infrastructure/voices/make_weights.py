"""Makes the two small networks that listen, from wheels that carry their weights; no hub, no training.

`python -m infrastructure.voices.make_weights SILERO_WHEEL RESEMBLYZER_WHEEL` writes into
shared/adapters/media/weights. The wheels come by `pip download --no-deps silero-vad resemblyzer`; torch and onnx must
be there (`make whisper`, `pip install onnx`).

Silero's speech detector is taken as it is. Resemblyzer's voice encoder, three LSTM layers and a projection, becomes
one ONNX graph whose weights are kept as half floats, with its mel filters inside: power spectra in, voice prints out.
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from infrastructure.voices.mel import mel_filters
from shared.adapters.media.models import ENCODER, FOLDER, SPEECH

_SILERO = "silero_vad/data/silero_vad_16k_sequence.onnx"
_RESEMBLYZER = "resemblyzer/pretrained.pt"
_LAYERS, _HIDDEN = 3, 256
_OPSET = 17
_GATES = (0, 3, 1, 2)  # torch's input, forget, cell, output; ONNX wants input, output, forget, cell
Weights = Mapping[str, NDArray[np.float32]]


def main() -> None:
    """Write both networks and their cards."""
    silero, resemblyzer = map(Path, sys.argv[1:3])
    with ZipFile(silero) as wheel:
        _write(SPEECH, wheel.read(_SILERO), _card(silero, "MIT", "Silero Team, silero-vad, sequence model of 16 kHz"))
    with ZipFile(resemblyzer) as wheel:
        saved = torch.load(BytesIO(wheel.read(_RESEMBLYZER)), map_location="cpu", weights_only=True)["model_state"]
    weights = {name: tensor.numpy() for name, tensor in saved.items()}
    card = _card(resemblyzer, "Apache-2.0", "Resemble AI, Resemblyzer's VoiceEncoder")
    _write(ENCODER, encoder_graph(weights).SerializeToString(), {**card, "input": "power spectra of 400 samples"})


def encoder_graph(weights: Weights) -> onnx.ModelProto:
    """Build the encoder: (windows, frames, 201) power spectra to (windows, 256) voice prints of length one."""
    kept: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def keep(name: str, values: NDArray[np.float32]) -> str:
        kept.append(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
        nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    kept.append(numpy_helper.from_array(mel_filters(40).T.copy(), "mel"))
    kept.append(numpy_helper.from_array(np.array([0], dtype=np.int64), "first_axis"))
    nodes.append(helper.make_node("MatMul", ["spectra", "mel"], ["mels"]))
    nodes.append(helper.make_node("Transpose", ["mels"], ["layer0"], perm=[1, 0, 2]))
    for layer in range(_LAYERS):
        inputs = [f"layer{layer}", *(keep(f"{kind}{layer}", value) for kind, value in _lstm(weights, layer))]
        nodes.append(helper.make_node("LSTM", inputs, [f"all{layer}", f"last{layer}"], hidden_size=_HIDDEN))
        nodes.append(helper.make_node("Squeeze", [f"all{layer}", "direction"], [f"layer{layer + 1}"]))
    kept.append(numpy_helper.from_array(np.array([1], dtype=np.int64), "direction"))
    nodes.append(helper.make_node("Squeeze", [f"last{_LAYERS - 1}", "first_axis"], ["last"]))
    matrix, bias = keep("projection", weights["linear.weight"]), keep("offset", weights["linear.bias"])
    nodes.append(helper.make_node("Gemm", ["last", matrix, bias], ["projected"], transB=1))
    nodes.append(helper.make_node("Relu", ["projected"], ["positive"]))
    nodes.append(helper.make_node("LpNormalization", ["positive"], ["prints"], axis=1, p=2))
    given = helper.make_tensor_value_info("spectra", TensorProto.FLOAT, ["windows", "frames", 201])
    gives = helper.make_tensor_value_info("prints", TensorProto.FLOAT, ["windows", 256])
    graph = helper.make_graph(nodes, "voice_encoder", [given], [gives], kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def _lstm(weights: Weights, layer: int) -> list[tuple[str, NDArray[np.float32]]]:
    w, r, bw, br = (weights[f"lstm.{kind}_l{layer}"] for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
    biases = np.concatenate((_in_order(bw), _in_order(br)))
    return [("w", _in_order(w)[None]), ("r", _in_order(r)[None]), ("b", biases[None])]


def _in_order(gates: NDArray[np.float32]) -> NDArray[np.float32]:
    parts = np.split(gates, len(_GATES))
    return np.concatenate([parts[gate] for gate in _GATES])


def _card(wheel: Path, licence: str, origin: str) -> dict[str, str]:
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    made = "python -m infrastructure.voices.make_weights"
    return {"origin": origin, "wheel": wheel.name, "wheel_sha256": digest, "licence": licence, "made_by": made}


def _write(name: str, content: bytes, card: Mapping[str, str]) -> None:
    file = FOLDER / name
    file.write_bytes(content)
    full = {**card, "file": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    file.with_suffix(".card.json").write_text(json.dumps(full, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
