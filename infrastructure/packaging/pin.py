"""Pins every dependency with its hashes, from pyproject.toml, for each place that installs some."""

import subprocess
import sys

from infrastructure.root import ROOT

OLDEST_PYTHON = "3.11"
EXTRAS_BY_FILE = {
    "functions.txt": (),
    "functions-sound.txt": ("sound",),
    "functions-reading.txt": ("reading",),
    "functions-speech.txt": ("sound", "ctranslate2"),
    "demo.txt": ("local",),
    "test.txt": ("local", "test", "check"),
    "bench.txt": ("bench",),
}
# tokenizers asks for a client of a model hub, which a tokenizer read from a file never uses.
_HUB = ("huggingface-hub", "hf-xet", "fsspec", "filelock", "httpx2", "httpcore2", "h11", "anyio", "truststore")
UNUSED_BY_FILE = {"functions-reading.txt": (*_HUB, "click", "pyyaml", "tqdm")}

AS_NAMED = ("training.txt",)  # pinned without what its packages ask for: far more than is used of them


def pin(name: str, source: str, extras: tuple[str, ...]) -> None:
    """Write one requirement file; it names no registry."""
    arguments = [argument for extra in extras for argument in ("--extra", extra)]
    arguments += [argument for unused in UNUSED_BY_FILE.get(name, ()) for argument in ("--no-emit-package", unused)]
    arguments += ["--no-deps"] if name in AS_NAMED else []
    subprocess.run(
        [
            *(sys.executable, "-m", "uv", "pip", "compile", source, *arguments, "--universal", "--quiet"),
            *("--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
            *("--custom-compile-command", "make requirements", "--output-file", f"requirements/{name}"),
        ],
        cwd=ROOT,
        check=True,
    )


def main() -> None:
    """Write every requirement file again."""
    for name, extras in EXTRAS_BY_FILE.items():
        pin(name, "pyproject.toml", extras)
        print(f"pinned requirements/{name}")
    for name in ("whisper", "training", "checkov", "audit"):
        pin(f"{name}.txt", f"requirements/{name}.in", ())


if __name__ == "__main__":
    main()
