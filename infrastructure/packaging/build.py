"""Builds one function's folder as SAM packs it: its own code, what it shares, its pinned dependencies.

Called by the Makefile's `build-%Function` rule, under `sam build` and `make build` alike.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from infrastructure.packaging.trimming import services_used, trim
from infrastructure.root import ROOT

DEPENDENCIES = ROOT / "build" / "dependencies"
# Lambda's python3.13 stands on Amazon Linux 2023, whose glibc is 2.34.
LAMBDA_PYTHON = "3.13"
PLATFORMS = ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
MOST_MEGABYTES = 250  # Lambda's limit for a zip function, unpacked

REQUIREMENTS_BY_STEP = {
    "split_recording": "functions-sound.txt",
    "extract_threads": "functions-reading.txt",
    "serve_therapist": "functions-sound.txt",  # cuts the span of a quote out of the parts
}
DEFAULT_REQUIREMENTS = "functions.txt"
# Weights lie beside the adapter that uses them; a step gets its own and no others.
WEIGHTS_BY_STEP = {"split_recording": "media", "extract_threads": "embedded"}
_NOT_DEPLOYED = shutil.ignore_patterns("__pycache__", "*.pyc")


@dataclass(frozen=True, slots=True)
class Build:
    """One function to build: its step, where to, for which Python."""

    step: str
    folder: Path
    python: str = LAMBDA_PYTHON


def build(wanted: Build) -> None:
    """Fill the folder with everything the function needs, and nothing it does not."""
    _install(wanted)
    functions = wanted.folder / "functions"
    shutil.copytree(ROOT / "functions" / wanted.step, functions / wanted.step, ignore=_NOT_DEPLOYED, dirs_exist_ok=True)
    shutil.copy(ROOT / "functions" / "__init__.py", functions)
    shutil.copytree(ROOT / "shared", wanted.folder / "shared", ignore=_left_out(wanted.step), dirs_exist_ok=True)


def step_of(function: str) -> str:
    """Give the step of a logical id: AcceptRecordingFunction is accept_recording."""
    name = function.removesuffix("Function")
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def megabytes(folder: Path) -> float:
    """Size of a folder's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _left_out(step: str) -> Callable[[str, list[str]], set[str]]:
    wanted = WEIGHTS_BY_STEP.get(step)

    def leave_out(folder: str, names: list[str]) -> set[str]:
        others = {"weights"} if Path(folder).name != wanted else set()
        return _NOT_DEPLOYED(folder, names) | (others & set(names))

    return leave_out


def _install(wanted: Build) -> None:
    """Copy the dependencies in; each set is installed once, for the ten functions share three."""
    requirements = ROOT / "requirements" / REQUIREMENTS_BY_STEP.get(wanted.step, DEFAULT_REQUIREMENTS)
    content = requirements.read_bytes() + " ".join(sorted(services_used())).encode()
    digest = hashlib.sha256(content).hexdigest()[:12]
    installed = DEPENDENCIES / f"{requirements.stem}-{wanted.python}-{digest}"
    if not installed.exists():
        DEPENDENCIES.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=DEPENDENCIES) as room:
            _pip_install(requirements, Path(room) / "set", wanted.python)
            trim(Path(room) / "set")
            with suppress(OSError):  # another build was faster
                (Path(room) / "set").rename(installed)
    shutil.copytree(installed, wanted.folder, dirs_exist_ok=True)


def _pip_install(requirements: Path, folder: Path, python: str) -> None:
    platforms = [argument for platform in PLATFORMS for argument in ("--platform", platform)]
    subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--require-hashes",
                "--no-deps",
            ),
            *("--requirement", str(requirements), "--target", str(folder), "--no-compile"),
            *("--only-binary=:all:", "--implementation", "cp", "--python-version", python, *platforms),
        ],
        check=True,
    )


def main() -> None:
    """Build the function named first into the folder named second, for the Python named third."""
    function, folder, *python = sys.argv[1:]
    wanted = Build(step_of(function), Path(folder), *python)
    build(wanted)
    size = megabytes(wanted.folder)
    print(f"{function}: {size:.0f} MB unpacked")
    if size > MOST_MEGABYTES:
        sys.exit(f"{function} is larger than the {MOST_MEGABYTES} MB that Lambda takes; move a dependency out of it")


if __name__ == "__main__":
    main()
