"""Opens the two small networks that listen, each checked against its card, on one thread."""

import hashlib
import json
from functools import cache
from pathlib import Path

import onnxruntime

from shared.errors import SettingError

FOLDER = Path(__file__).with_name("weights")
SPEECH = "silero.onnx"
ENCODER = "voice_encoder.onnx"
_ERRORS_ONLY = 3


@cache
def open_model(name: str) -> onnxruntime.InferenceSession:
    """Open one network.

    Raises:
        SettingError: when its file or card is missing, or they do not belong together.
    """
    content, card = _read(FOLDER / name)
    if hashlib.sha256(content).hexdigest() != json.loads(card)["sha256"]:
        message = f"the network {name} is not the one of its card: install doorknob again"
        raise SettingError(message)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # a second thread gains nothing here
    options.log_severity_level = _ERRORS_ONLY
    options.enable_cpu_mem_arena = False  # gives memory back between parts
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def _read(file: Path) -> tuple[bytes, str]:
    try:
        return file.read_bytes(), file.with_suffix(".card.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        message = f"the network {file.name} or its card is not packaged: install doorknob again"
        raise SettingError(message) from None
