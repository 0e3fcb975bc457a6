"""Fits what tells whether a matter came back: within-class whitening of the encoder's vectors, and a threshold.

The matrix is learnt from the marked invented sessions: turns of one matter are to lie close (within-class covariance
normalisation, Hatch and others 2006). The threshold comes from the odd clients of `returns.txt`; the figures printed
are those of the even ones, on which nothing was chosen. Each is also given among earlier matters of strangers, since
a client's list grows.
"""

import argparse
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from infrastructure.training.compiler import Marked, compile_all
from infrastructure.training.train_split import is_kept_out
from shared.adapters.embedded.likeness import FILE, EncoderLikeness, encoded
from shared.adapters.embedded.scorer import OnnxScorer
from shared.domain.returning import come_back

RETURNS = Path(__file__).with_name("returns.txt")
RIDGE = 3.0  # of the mean variance: few turns show each matter
FEWEST_WORDS = 6  # shorter turns name nothing
SURE = 0.85  # precision asked of the threshold on the clients it is tuned on
STRANGERS = (0, 9)  # earlier matters of other clients among the client's own three
_LINE = re.compile(r"(\d) (\w+): (.*)")

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """One invented client: earlier matters and later ones, by their letters."""

    number: int
    earlier: tuple[tuple[str, str], ...]
    later: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """How links compare with the letters."""

    right: int
    made: int
    asked: int

    @property
    def precision(self) -> float:
        """Right among the links made."""
        return self.right / self.made if self.made else 1.0

    @property
    def recall(self) -> float:
        """Right among the links there are."""
        return self.right / self.asked


def main() -> None:
    """Fit, write, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FILE)
    out = parser.parse_args().out
    scorer, cases = OnnxScorer(), cases_of(RETURNS.read_text(encoding="utf-8"))
    mean, matrix = whitening_of(scorer, [session for session in compile_all() if not is_kept_out(session)])
    _write(out, mean, matrix, near_enough=0.0)
    tuned_on = [case for case in cases if case.number % 2]
    _write(out, mean, matrix, near_enough=threshold_of(EncoderLikeness(lambda: scorer, out), tuned_on))
    likeness = EncoderLikeness(lambda: scorer, out)
    for name, some in (("tuned on", tuned_on), ("kept out", [case for case in cases if case.number % 2 == 0])):
        for strangers in STRANGERS:
            found = figures_of(likeness, some, strangers=strangers, near_enough=likeness.near_enough)
            print(
                f"{name}, {strangers} strangers: precision {found.precision:.2f} ({found.right} of {found.made}), "
                f"recall {found.recall:.2f} ({found.right} of {found.asked})"
            )


def cases_of(text: str) -> list[Case]:
    """Read the invented clients."""
    return [_case(block) for block in text.split("\n== ")[1:]]


def whitening_of(scorer: OnnxScorer, sessions: list[Marked]) -> tuple[Rows, Rows]:
    """Give the mean of the client's turns, and the matrix that makes turns of one matter lie evenly close."""
    matters: dict[tuple[str, str, int], list[Rows]] = defaultdict(list)
    everything = []
    for session, matter, text in _client_turns(sessions):
        row = encoded(scorer, text)
        everything.append(row)
        if matter:
            matters[(session, *matter)].append(row)
    within = np.concatenate([np.stack(rows) - np.mean(rows, axis=0) for rows in matters.values() if len(rows) > 1])
    spread, axes = np.linalg.eigh(within.T @ within / len(within))
    matrix = axes / np.sqrt(spread + RIDGE * spread.mean())
    return np.mean(everything, axis=0), matrix.astype(np.float32)


def threshold_of(likeness: EncoderLikeness, cases: list[Case]) -> float:
    """Give the lowest threshold from which on the links are sure enough, over all numbers of strangers."""
    tried = np.arange(0.05, 0.95, 0.005)
    for near_enough in tried:
        found = [figures_of(likeness, cases, strangers=count, near_enough=near_enough) for count in STRANGERS]
        made = sum(each.made for each in found)
        if made and sum(each.right for each in found) / made >= SURE:
            return float(near_enough)
    return float(tried[-1])


def figures_of(likeness: EncoderLikeness, cases: list[Case], *, strangers: int, near_enough: float) -> Figures:
    """Link the later matters of every case to its earlier ones, and count."""
    right = made = asked = 0
    for case in cases:
        earlier = [*case.earlier, *_strangers(case, cases, strangers)]
        nearness = likeness.compare([text for _, text in case.later], [text for _, text in earlier])
        linked = come_back(nearness, near_enough=near_enough)
        letters = {letter for letter, _ in case.earlier}
        asked += sum(letter in letters for letter, _ in case.later)
        made += len(linked)
        right += sum(case.later[row][0] == earlier[column][0] for row, column in linked.items())
    return Figures(right, made, asked)


def _strangers(case: Case, cases: list[Case], count: int) -> list[tuple[str, str]]:
    pool = [("", text) for other in cases if other != case for _, text in other.earlier]
    return Random(case.number).sample(pool, count)  # noqa: S311  (a repeatable draw, not a secret)


def _case(block: str) -> Case:
    head, *lines = block.splitlines()
    said = [match.groups() for match in map(_LINE.match, lines) if match]
    earlier = tuple((letter, text) for session, letter, text in said if session == "1")
    later = tuple((letter, text) for session, letter, text in said if session == "2")
    return Case(int(head.split()[0]), earlier, later)


def _client_turns(sessions: list[Marked]) -> Iterator[tuple[str, tuple[str, int] | None, str]]:
    for session in sessions:
        rows = [(kind, place, row) for kind in ("threads", "closed") for place, row in enumerate(session[kind])]
        matter_of = {turn: (kind, place) for kind, place, row in rows for turn in row["turns"]}
        for turn in session["turns"]:
            if turn["speaker"] == "client" and len(turn["text"].split()) >= FEWEST_WORDS:
                yield session["id"], matter_of.get(turn["i"]), turn["text"]


def _write(out: Path, mean: Rows, matrix: Rows, *, near_enough: float) -> None:
    np.savez_compressed(
        out, mean=mean.astype(np.float16), matrix=matrix.astype(np.float16), near_enough=np.float32(near_enough)
    )


if __name__ == "__main__":
    main()
