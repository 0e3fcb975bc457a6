"""Takes out of installed dependencies what no function uses, for Lambda takes 250 MB and starts faster with less."""

import re
import shutil
from pathlib import Path

from infrastructure.root import ROOT

# onnxruntime's wheel carries its library twice: Python's own module, and one for C programs that Python never loads.
_UNUSED = (
    "onnxruntime/capi/libonnxruntime.so*",
    "onnxruntime/quantization",
    "onnxruntime/tools",
    "onnxruntime/transformers",
    "onnxruntime/datasets",
    "numpy/f2py",
    "numpy/*/tests",
    "numpy/_core/include",
    "numpy/random/lib",
    "numpy/_core/lib",
)
_CLIENT = re.compile(r'boto3\.(?:client|resource)\(\s*"([a-z0-9-]+)"')
_ALWAYS = frozenset({"sts"})  # for credentials


def services_used() -> frozenset[str]:
    """Give the AWS services that the functions' code opens clients of."""
    files = (path for room in ("shared", "functions") for path in (ROOT / room).rglob("*.py"))
    return _ALWAYS.union(*(_CLIENT.findall(path.read_text(encoding="utf-8")) for path in files))


def trim(folder: Path) -> None:
    """Remove from a folder of installed packages what no function uses."""
    used = services_used()
    for path in (folder / "botocore" / "data").iterdir():
        if path.is_dir() and path.name not in used:
            shutil.rmtree(path)
    for path in [path for pattern in _UNUSED for path in folder.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)  # it may lie in one that went before
        else:
            path.unlink(missing_ok=True)
