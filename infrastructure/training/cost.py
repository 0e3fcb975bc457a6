"""What one reading costs: seconds of one core, peak memory, and megabytes unzipped; a child of `make eval`."""

import resource
import sys
import time
from dataclasses import replace
from importlib.metadata import files
from pathlib import Path

from infrastructure.training.compiler import compile_all
from infrastructure.training.samples import turns_of
from shared.adapters.embedded import EmbeddedReader
from shared.adapters.embedded.weights_file import FOLDER
from shared.domain.reading.words import words_of
from shared.domain.transcript import Transcript, Turn

LONG_SESSION_WORDS = 7_000  # fifty minutes of quick talk
SHIPPED = ("numpy", "onnxruntime", "tokenizers")  # what the reading needs beside this project
MEGABYTE, KILOBYTES_A_MEGABYTE = 1_000_000, 1_000


def main() -> None:
    """Read a long session once, from a cold start, and print what it cost."""
    transcript = long_session()
    words = sum(len(words_of(turn.text)) for turn in transcript.turns)
    before_s = time.process_time()
    EmbeddedReader.load().read(transcript)
    spent_s = time.process_time() - before_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTES_A_MEGABYTE
    sys.stdout.write(
        f"{words} words: {spent_s:.1f} s of one core, weights loaded (at most 5), "
        f"{peak_mb:.0f} MB at most (600), {unzipped_mb():.0f} MB unzipped (250)\n"
    )


def long_session() -> Transcript:
    """Put invented sessions one after the other until the words of a long one are together."""
    turns: list[Turn] = []
    words = 0
    for session in compile_all():
        for turn in turns_of(session):
            if words >= LONG_SESSION_WORDS:
                return Transcript(tuple(turns))
            turns.append(replace(turn, index=len(turns)))
            words += len(words_of(turn.text))
    return Transcript(tuple(turns))


def unzipped_mb() -> float:
    """Add up the libraries that the reading needs, the project's own code and the weights."""
    libraries = sum(
        Path(str(file.locate())).stat().st_size
        for name in SHIPPED
        for file in files(name) or ()
        if Path(str(file.locate())).is_file()
    )
    code = sum(file.stat().st_size for file in FOLDER.parents[2].rglob("*") if file.is_file())
    return (libraries + code) / MEGABYTE


if __name__ == "__main__":
    main()
