"""Scores what the upload page asks of one voice: readers alone and in pairs, those it was chosen on and others apart.

Run as `python -m infrastructure.voices.one_voice`; it needs node, and `npm ci` in infrastructure/uploader.
"""

import json
import subprocess
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from infrastructure.voices.mixes import mix, read_clips

UPLOADER = Path(__file__).parents[1] / "uploader"
CHOSEN_ON = 5  # readers, the first by name; the threshold never saw the others
_TURNS = 10  # of a reader alone: each clip once


def main() -> None:
    """Print how many recordings of one and of two readers are asked about."""
    clips = read_clips()
    readers = sorted(clips)
    groups = {"chosen on": readers[:CHOSEN_ON], "never seen": readers[CHOSEN_ON:]}
    for name, of_these in groups.items():
        for count, talks in ((1, [(each,) for each in of_these]), (2, list(combinations(of_these, 2)))):
            sounds = (mix(clips, talk, _TURNS * count).sound for talk in talks)
            scored = list(score(np.asarray(sound, dtype=np.float32) / np.float32(32768) for sound in sounds))
            gains = sorted(round(each["gain"], 2) for each in scored)
            asked = sum(each["asks"] for each in scored)
            print(f"{name}, {count} of {len(of_these)} readers: {asked} of {len(scored)} asked about; gains {gains}")


def score(sounds: Iterator[np.ndarray[tuple[int], np.dtype[np.float32]]]) -> Iterator[dict[str, float]]:
    """Have the page's own code judge each sound."""
    with TemporaryDirectory() as room:
        for number, sound in enumerate(sounds):
            path = Path(room) / f"{number}.f32"
            path.write_bytes(sound.tobytes())
            told = subprocess.run(["node", "score.js", path], cwd=UPLOADER, capture_output=True, check=True)
            yield json.loads(told.stdout)


if __name__ == "__main__":
    main()
