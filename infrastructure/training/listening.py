"""Teaches the listeners alone, above an encoder that is already packed: minutes on one core instead of hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from infrastructure.training.bert import Tensor
from infrastructure.training.compiler import Marked
from infrastructure.training.learning import WARM_UP, rate, session_loss
from infrastructure.training.network import LISTENERS, Listener
from infrastructure.training.samples import (
    Marks,
    Mishearing,
    bare,
    joined,
    marks_of,
    risk_lines,
    speakers_of,
    turns_of,
)
from shared.adapters.embedded.packing import CHUNK_TOKENS
from shared.adapters.embedded.place import place_of, placeless
from shared.adapters.embedded.scorer import OnnxScorer
from shared.domain.transcript import Speaker, Turn

RATE, DROP = 1e-3, 0.2
JOINED = 0.5  # lessons in which two sessions follow each other: then "early" no longer means "closed"
PLACELESS = 0.2  # lessons in which nothing says where in the session a turn stands
LINES_A_STEP, LINE_LOSS = 24, 0.3

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """One session as the encoder hears it, in several ways, with what is marked in it."""

    ways: tuple[Rows, ...]
    turns: tuple[Turn, ...]
    marks: Marks


@dataclass(frozen=True, slots=True)
class Lines:
    """Single risk lines as the encoder hears them, and which of them a clinician should see."""

    ways: tuple[Rows, ...]
    labels: Rows


def hear(sessions: Sequence[Marked], folder: Path, seed: int) -> tuple[list[Heard], Lines]:
    """Run the packed encoder over every session and risk line: as written, bare, and misheard."""
    scorer, random, mishearing = OnnxScorer(folder), Random(seed), Mishearing(list(sessions))  # noqa: S311  # training

    def somewhere() -> int:
        return random.randrange(CHUNK_TOKENS // 4, CHUNK_TOKENS)

    def heard(session: Marked) -> Heard:
        turns = turns_of(session)
        ways = (
            scorer.rows(turns, CHUNK_TOKENS),
            scorer.rows(turns, CHUNK_TOKENS // 2),
            scorer.rows(bare(turns), somewhere()),
            *(scorer.rows(mishearing.spoil(turns, random), somewhere()) for _ in range(2)),
        )
        return Heard(ways, turns, marks_of(session))

    lines = [(label, (Turn(0, Speaker.CLIENT, 0.0, 1.0, text),)) for label, text in risk_lines()]
    spoilt = ([turn for _, turn in lines], [bare(turn) for _, turn in lines],
              [mishearing.spoil(turn, random) for _, turn in lines])  # fmt: skip
    ways = tuple(np.concatenate([scorer.rows(turn, CHUNK_TOKENS) for turn in way]) for way in spoilt)
    return [heard(session) for session in sessions], Lines(ways, np.array([label for label, _ in lines], np.float32))


def teach(sessions: Sequence[Heard], lines: Lines, *, epochs: int, seed: int) -> nn.ModuleList:
    """Train fresh listeners; the encoder stays as it is."""
    torch.manual_seed(seed)
    random = Random(seed)  # noqa: S311  # training, not a secret
    listeners = nn.ModuleList(Listener() for _ in range(LISTENERS))
    steps = epochs * len(sessions)
    optimizer = torch.optim.AdamW(listeners.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, steps, WARM_UP))
    listeners.train()
    for _ in range(epochs):
        for session in random.sample(sessions, len(sessions)):
            loss = _lesson(listeners, session, random.choice(sessions), random) + _line_loss(listeners, lines, random)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(listeners.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    return listeners.eval()


def _lesson(listeners: nn.ModuleList, session: Heard, other: Heard, random: Random) -> Tensor:
    rows = random.choice(session.ways)
    if random.random() < JOINED:
        rows = np.concatenate([rows, random.choice(other.ways)])
        session = Heard((), (*session.turns, *other.turns), joined(session.marks, other.marks))
    place = placeless(session.turns) if random.random() < PLACELESS else place_of(session.turns)
    given = (torch.from_numpy(rows), torch.from_numpy(place), torch.tensor(speakers_of(session.turns)))
    return sum(session_loss(listener(*given, DROP), session.marks) for listener in listeners) / len(listeners)


def _line_loss(listeners: nn.ModuleList, lines: Lines, random: Random) -> Tensor:
    chosen = random.sample(range(len(lines.labels)), LINES_A_STEP)
    rows, labels = torch.from_numpy(random.choice(lines.ways)[chosen]), torch.from_numpy(lines.labels[chosen])
    heads: list[Any] = [listener.risk for listener in listeners]
    losses = [functional.binary_cross_entropy_with_logits(head(rows)[:, 0], labels) for head in heads]
    return LINE_LOSS * sum(losses) / len(losses)
