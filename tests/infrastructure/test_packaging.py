"""Each function's folder, built as it is deployed, imports alone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.packaging.build import (
    DEFAULT_REQUIREMENTS,
    MOST_MEGABYTES,
    REQUIREMENTS_BY_STEP,
    Build,
    build,
    megabytes,
    step_of,
)
from infrastructure.packaging.trimming import services_used, trim

ROOT = Path(__file__).parents[2]
STEPS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
IMAGE = "transcribe_part"
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def test_reads_the_step_from_a_logical_id() -> None:
    """One name, two spellings."""
    assert step_of("AcceptRecordingFunction") == "accept_recording"


def test_leaves_in_what_a_client_needs_and_takes_out_what_none_does(tmp_path: Path) -> None:
    """A service that code opens a client of stays described; the others are weight."""
    data = tmp_path / "botocore" / "data"
    for name in (*services_used(), "a-service-of-nobody"):
        (data / name).mkdir(parents=True)
    library = tmp_path / "onnxruntime" / "capi" / "libonnxruntime.so.1"
    library.parent.mkdir(parents=True)
    library.touch()

    trim(tmp_path)

    assert {path.name for path in data.iterdir()} == services_used() >= {"dynamodb", "s3", "kms", "sqs", "sesv2"}
    assert not library.exists()


def test_lists_every_set_that_ships() -> None:
    """The parts list and the audit read the zips' sets and every set that the image's file names."""
    makefile, image = ROOT / "Makefile", ROOT / "functions" / IMAGE / "Dockerfile"
    (listed,) = re.findall(r"^SHIPPED := (.+)$", makefile.read_text(encoding="utf-8"), re.MULTILINE)
    in_image = set(re.findall(r"requirements/(\S+)\.txt", image.read_text(encoding="utf-8")))
    in_zips = {Path(name).stem for name in (DEFAULT_REQUIREMENTS, *REQUIREMENTS_BY_STEP.values())}

    assert set(listed.split()) == in_zips | in_image


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
