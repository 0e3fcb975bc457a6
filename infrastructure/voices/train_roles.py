"""Learns which words are a therapist's, from the invented sessions: `python -m infrastructure.voices.train_roles`.

A linear model over the words of two voices (logistic regression on their difference, so that it cannot know which
comes first), on whole sessions and stretches of them, as said and as a recogniser would mishear them. A fifth of the
sessions is kept out, and says how good it is; the weights that are kept are learnt from the other four fifths.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from infrastructure.training.compiler import compile_all
from infrastructure.training.samples import Mishearing, turns_of
from shared.domain.sound.role_words import ASKS, FILE, LENGTH, measures_of
from shared.domain.sound.turns import Talk
from shared.domain.sound.who_is_who import plain_words
from shared.domain.transcript import Speaker, Turn, Word

KEPT_OUT = 5  # every fifth session is not learnt from
STRETCHES = 12  # of each session
FEWEST_TURNS = 10
COMMON = 0.15  # of the sessions: a rarer word is a topic, not a role
RIDGE = 3.0
ROUNDS = 40
SEED = 11


@dataclass(frozen=True, slots=True)
class Pair:
    """What a therapist and a client said in the same stretch of a session."""

    therapist: Sequence[Sequence[str]]
    client: Sequence[Sequence[str]]


def main() -> None:
    """Learn, say how good it is on what was kept out, and write the weights."""
    sessions = compile_all()
    mishearing = Mishearing(sessions)
    learnt = [turns_of(session) for place, session in enumerate(sessions) if place % KEPT_OUT]
    kept_out = [turns_of(session) for place, session in enumerate(sessions) if not place % KEPT_OUT]
    pairs = list(_pairs(learnt, mishearing))
    names = _common(learnt)
    weights = _fit(_differences(pairs, names))
    figures = {}
    for title, stretches in (("whole sessions", 0), ("stretches of 10 turns and more", STRETCHES)):
        margins = _differences(list(_pairs(kept_out, mishearing, stretches=stretches)), names) @ weights
        figures[title] = {"right": round(float((margins > 0).mean()), 4), "of": len(margins)}
        print(f"{title}: {figures[title]}")
    card = {
        "made_by": "python -m infrastructure.voices.train_roles",
        "learnt_from": f"{len(learnt)} invented sessions of infrastructure/training/sessions",
        "kept_out": figures,
        "licence": "Apache-2.0",
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
    }
    FILE.write_text(json.dumps(card, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def _pairs(sessions: Sequence[tuple[Turn, ...]], mishearing: Mishearing, stretches: int = STRETCHES) -> Iterator[Pair]:
    draw = Random(SEED)  # noqa: S311  (repeatable, not secret)
    for turns in sessions:
        for version in (turns, mishearing.spoil(turns, draw)):
            yield _pair(version)
            for _ in range(stretches):
                length = draw.randint(FEWEST_TURNS, max(FEWEST_TURNS, len(turns) // 2))
                first = draw.randint(0, max(0, len(turns) - length))
                yield _pair(version[first : first + length])


def _pair(turns: Sequence[Turn]) -> Pair:
    return Pair(_words_by(Speaker.THERAPIST, turns), _words_by(Speaker.CLIENT, turns))


def _words_by(speaker: Speaker, turns: Sequence[Turn]) -> list[list[str]]:
    own = [turn for turn in turns if turn.speaker is speaker]
    return plain_words([Talk(0, tuple(Word(text, 0.0, 0.0) for text in turn.text.split())) for turn in own])


def _common(sessions: Sequence[tuple[Turn, ...]]) -> list[str]:
    in_sessions: Counter[str] = Counter()
    for turns in sessions:
        both = _pair(turns)
        in_sessions.update({word for turn in (*both.therapist, *both.client) for word in turn})
    words = [word for word, count in in_sessions.items() if count >= COMMON * len(sessions)]
    return [*sorted(words), ASKS, LENGTH]


def _differences(pairs: Sequence[Pair], names: Sequence[str]) -> NDArray[np.float64]:
    rows = []
    for pair in pairs:
        therapist, client = measures_of(pair.therapist), measures_of(pair.client)
        rows.append([therapist.get(name, 0.0) - client.get(name, 0.0) for name in names])
    return np.array(rows)


def _fit(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit logistic regression without an intercept by Newton's steps; a difference is the therapist less the client."""
    scale = differences.std(axis=0).clip(1e-6)
    rows = differences / scale
    weights = np.zeros(rows.shape[1])
    for _ in range(ROUNDS):
        wrong = 1.0 / (1.0 + np.exp(np.clip(rows @ weights, -30.0, 30.0)))
        gradient = rows.T @ wrong - RIDGE * weights
        curvature = (rows * (wrong * (1.0 - wrong))[:, None]).T @ rows + RIDGE * np.eye(rows.shape[1])
        weights += np.linalg.solve(curvature, gradient)
    return np.asarray(weights / scale)


if __name__ == "__main__":
    main()
