"""What goes into the image of transcribe_part: its recogniser, and nothing that a processor never uses."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "functions" / "transcribe_part" / "Dockerfile"
NOT_DEPLOYED = re.compile(r"^(torch|triton|nvidia-[a-z0-9-]+|openai-whisper|numba)==", re.MULTILINE)
BLOCKED = ("torch", "whisper", "triton", "numba", "tiktoken", "pocketsphinx")


def test_carries_neither_pytorch_nor_cuda() -> None:
    """The last stage is what `docker build` makes, and its only requirements name none of them."""
    *_, last = DOCKERFILE.read_text(encoding="utf-8").split("FROM ")
    (requirements,) = re.findall(r"requirements/\S+\.txt", last)

    assert last.startswith("code AS ctranslate2")
    pinned = (ROOT / requirements).read_text(encoding="utf-8")
    assert "faster-whisper==" in pinned
    assert NOT_DEPLOYED.findall(pinned) == []
    assert NOT_DEPLOYED.findall("torch==1\nnvidia-cublas-cu12==2\n") != []


def test_starts_without_them() -> None:
    """Handler and engine import where only the image's packages are."""
    code = f"""
import sys
sys.modules |= dict.fromkeys({BLOCKED!r})  # importing one of them fails
import functions.transcribe_part.handler
from shared.adapters.speech.ctranslate2_engine import CTranslate2Engine
import faster_whisper
"""
    done = subprocess.run(  # noqa: S603  (our own interpreter and code)
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"AWS_DEFAULT_REGION": "us-east-1", "POWERTOOLS_TRACE_DISABLED": "true"},
    )

    assert done.returncode == 0, done.stderr[-500:]
