"""What the network learns from: marked sessions as numbers, and the same sessions as a recogniser would spoil them."""

import json
import re
from collections import Counter
from dataclasses import dataclass, fields, replace
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from infrastructure.training.compiler import Marked
from shared.domain.reading.session_file import transcript_of
from shared.domain.reading.signs import CODES
from shared.domain.reading.words import words_of
from shared.domain.threads import Why
from shared.domain.transcript import Speaker, Turn

RISK_LINES = Path(__file__).with_name("risk_lines")
LINES_KEPT_OUT = "kept_out"  # one writer's lines are never learnt from
MISHEARD = 1 / 8  # of the words, in the noise that the figures are asked under
COMMON = 30  # a word said oftener than this is drawn no oftener
SOUNDS_ONLY = "none-but-sounds-like"
PLAIN, OPEN, CLOSED, DECOY = range(4)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in one session, one row a turn; `group` is -1 where a turn belongs to nothing."""

    kind: NDArray[np.int64]
    weight: NDArray[np.float32]
    best: NDArray[np.float32]
    code: NDArray[np.float32]
    risk: NDArray[np.float32]
    group: NDArray[np.int64]
    client: NDArray[np.bool_]


def marks_of(session: Marked) -> Marks:
    """Turn a session's marks into rows."""
    count = len(session["turns"])
    marks = Marks(
        kind=np.full(count, PLAIN, dtype=np.int64),
        weight=np.ones(count, dtype=np.float32),
        best=np.zeros(count, dtype=np.float32),
        code=np.zeros((count, len(CODES)), dtype=np.float32),
        risk=np.zeros(count, dtype=np.float32),
        group=np.full(count, -1, dtype=np.int64),
        client=np.array([turn["speaker"] == "client" for turn in session["turns"]]),
    )
    groups = [*((OPEN, row) for row in session["threads"]), *((CLOSED, row) for row in session["closed"])]
    for number, (kind, row) in enumerate([*groups, *((DECOY, row) for row in session["decoys"])]):
        marks.kind[row["turns"]], marks.group[row["turns"]] = kind, number
    for thread in session["threads"]:
        _mark_thread(marks, thread)
    for row in session["risk"]:
        if row["kind"] != SOUNDS_ONLY:
            marks.risk[row["turns"]] = 1
    return marks


def _mark_thread(marks: Marks, thread: Marked) -> None:
    marks.best[thread["best"]] = 1
    for code in thread["why"]:
        marks.code[thread["turns"], CODES.index(Why(code))] = 1


def joined(first: Marks, then: Marks) -> Marks:
    """Put the marks of two sessions one after the other; their groups stay apart."""
    moved = np.where(then.group >= 0, then.group + first.group.max(initial=-1) + 1, -1)
    parts = {
        field.name: np.concatenate([getattr(first, field.name), getattr(then, field.name)]) for field in fields(Marks)
    }
    return Marks(**parts | {"group": np.concatenate([first.group, moved])})


def turns_of(session: Marked) -> tuple[Turn, ...]:
    """Give a session's turns as they were written."""
    return transcript_of(session["turns"]).turns


def speakers_of(turns: tuple[Turn, ...]) -> list[int]:
    """Give the speakers as the network's numbers."""
    numbers = {Speaker.THERAPIST: 0, Speaker.CLIENT: 1}
    return [numbers.get(turn.speaker, 2) for turn in turns]


def bare(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Give the turns as raw recogniser text: lower case, no marks."""
    return tuple(replace(turn, text=" ".join(words_of(turn.text)) or "mm", words=()) for turn in turns)


class Mishearing:
    """Replaces words by others of the same sessions, half of them alike in their beginning and length."""

    def __init__(self, sessions: list[Marked]) -> None:
        """Learn the words that may be misheard."""
        counts = Counter(word for session in sessions for turn in session["turns"] for word in words_of(turn["text"]))
        self._any = [word for word, count in sorted(counts.items()) for _ in range(min(count, COMMON))]
        self._alike: dict[tuple[str, int], list[str]] = {}
        for word in sorted(counts):
            self._alike.setdefault((word[0], len(word) // 2), []).append(word)

    def spoil(self, turns: tuple[Turn, ...], random: Random, rate: float = MISHEARD) -> tuple[Turn, ...]:
        """Give the turns as raw recogniser text with words misheard."""
        return tuple(replace(turn, text=self._spoilt(turn.text, random, rate)) for turn in bare(turns))

    def _spoilt(self, text: str, random: Random, rate: float) -> str:
        return " ".join(self._instead_of(word, random) if random.random() < rate else word for word in text.split())

    def _instead_of(self, word: str, random: Random) -> str:
        alike = self._alike.get((word[0], len(word) // 2), [])
        return random.choice(alike) if alike and random.random() < 0.5 else random.choice(self._any)  # noqa: PLR2004


def risk_lines(*, kept_out: bool = False) -> list[tuple[float, str]]:
    """Give single lines, invented, each with 1 where a clinician should see it and 0 where it only sounds so."""
    files = [path for path in sorted(RISK_LINES.glob("*.txt")) if (path.stem == LINES_KEPT_OUT) is kept_out]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(float(line[0] == "+"), re.sub(r"^[+-] ", "", line)) for line in lines]


def load_marked(folder: Path) -> list[Marked]:
    """Load marked sessions from their JSON form."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
