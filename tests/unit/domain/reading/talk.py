"""Builders for invented talk, and a scorer that hears exactly what a test tells it to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shared.domain.reading.signs import Signs
from shared.domain.transcript import Speaker, Transcript, Turn

SECONDS_A_TURN = 30.0
TOPICS = 64


@dataclass(frozen=True, slots=True)
class Heard:
    """What the scorer hears in one text."""

    open: float = 0.0
    closed: float = 0.0
    decoy: float = 0.0
    topic: int = -1  # -1: a matter of its own
    risk: float = 0.0


@dataclass(frozen=True, slots=True)
class ToldScorer:
    """Hears in each text what it was told, whatever stands around it."""

    heard: Mapping[str, Heard]

    def score(self, turns: Sequence[Turn]) -> Signs:
        """Give the told signs."""
        told = [self._of(turn) for turn in turns]
        return Signs(
            open=_row([item.open for item in told]),
            closed=_row([item.closed for item in told]),
            decoy=_row([item.decoy for item in told]),
            best=_row([item.open for item in told]),
            risk=_row([item.risk for item in told]),
            topic=np.array([_direction(item.topic, turn.index) for item, turn in zip(told, turns, strict=True)]),
        )

    def _of(self, turn: Turn) -> Heard:
        return self.heard.get(turn.text, Heard()) if turn.speaker is Speaker.CLIENT else Heard()


def talk(*lines: str) -> Transcript:
    """Make a transcript of lines, each begun with "T: " or "C: "."""
    speakers = {"T": Speaker.THERAPIST, "C": Speaker.CLIENT}
    return Transcript(
        tuple(
            Turn(index, speakers[line[0]], index * SECONDS_A_TURN, (index + 1) * SECONDS_A_TURN, line[3:])
            for index, line in enumerate(lines)
        )
    )


def _row(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def _direction(topic: int, index: int) -> np.ndarray:
    """Give one axis to each told topic, and to everything else an axis of its own."""
    axes = np.zeros(2 * TOPICS + 512, dtype=np.float32)
    axes[topic if topic >= 0 else TOPICS + index] = 1.0
    return axes
