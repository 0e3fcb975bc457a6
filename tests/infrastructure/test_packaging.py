"""Each function's folder, built as it is deployed, imports alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.packaging.build import MOST_MEGABYTES, Build, build, megabytes, step_of

ROOT = Path(__file__).parents[2]
STEPS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
IMAGE = "transcribe_part"
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def test_reads_the_step_from_a_logical_id() -> None:
    """One name, two spellings."""
    assert step_of("AcceptRecordingFunction") == "accept_recording"


@pytest.mark.slow
@pytest.mark.parametrize("step", [step for step in STEPS if step != IMAGE])
def test_builds_a_folder_that_imports_alone(step: str, tmp_path: Path) -> None:
    """Nothing outside the folder is needed, and it fits into Lambda."""
    folder = tmp_path / step

    build(Build(step, folder, HERE))
    code = f"import functions.{step}.handler as handler; assert callable(handler.lambda_handler)"
    imported = subprocess.run(  # noqa: S603  (our own interpreter and code)
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = [{str(folder)!r}]; {code}"],
        capture_output=True,
        text=True,
        check=False,
        env={"AWS_DEFAULT_REGION": "us-east-1", "POWERTOOLS_TRACE_DISABLED": "true"},
    )

    assert imported.returncode == 0, imported.stderr[-500:]
    assert megabytes(folder) < MOST_MEGABYTES
