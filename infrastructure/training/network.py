"""The network that hears a session: an encoder for chunks of turns, and a listener over the whole session."""

import torch
from torch import nn
from torch.nn import functional

from infrastructure.training.bert import WIDTH, Bert, Layer, Tensor, distance_bias, unit
from shared.adapters.embedded.packing import NO_TURN, Packed
from shared.adapters.embedded.place import PLACE_COLUMNS
from shared.domain.reading.signs import CODES

TURN_WIDTH = 2 * WIDTH  # the mean of a turn's tokens, and the mark that opens it
SESSION_WIDTH = 192
LISTENING_LAYERS = 2
LISTENERS = 3  # they hear the same rows and differ where they are unsure; their mean is steadier than any one
SLOPES = (0.0, 0.0, 0.05, 0.2)  # two heads hear the whole session alike, two mostly what is near
KINDS = ("plain", "open", "closed", "decoy")
TOPIC_WIDTH = 64
SPEAKERS = 3


def pooled(hidden: Tensor, packed: Packed, turns: int) -> Tensor:
    """Give one row a turn of the encoder's one row a token."""
    rows, marks = torch.from_numpy(packed.rows).reshape(-1), torch.from_numpy(packed.marks).reshape(-1)
    hidden = hidden.reshape(-1, WIDTH)
    return torch.cat([_mean(hidden, rows, rows != NO_TURN, turns), _mean(hidden, rows, marks, turns)], dim=1)


def _mean(hidden: Tensor, rows: Tensor, keep: Tensor, turns: int) -> Tensor:
    sums = torch.zeros(turns, WIDTH).index_add(0, rows[keep], hidden[keep])
    counts = torch.zeros(turns).index_add(0, rows[keep], torch.ones(int(keep.sum())))
    return sums / counts.clamp(min=1)[:, None]


class Listener(nn.Module):  # type: ignore[misc]
    """Hears the turns in their order and says of each what it is likely to be."""

    def __init__(self) -> None:
        """Make a listener with fresh weights."""
        super().__init__()
        self.enter = nn.Linear(TURN_WIDTH + PLACE_COLUMNS, SESSION_WIDTH)
        self.speaker = nn.Embedding(SPEAKERS, SESSION_WIDTH)
        self.flow = nn.GRU(SESSION_WIDTH, SESSION_WIDTH // 2, batch_first=True, bidirectional=True)
        self.layers = nn.ModuleList(
            Layer(SESSION_WIDTH, len(SLOPES), 2 * SESSION_WIDTH) for _ in range(LISTENING_LAYERS)
        )
        self.kind, self.best = nn.Linear(SESSION_WIDTH, len(KINDS)), nn.Linear(SESSION_WIDTH, 1)
        self.code = nn.Linear(SESSION_WIDTH, len(CODES))
        self.topic, self.risk = nn.Linear(TURN_WIDTH, TOPIC_WIDTH), nn.Linear(TURN_WIDTH, 1)

    def forward(
        self, turns: Tensor, place: Tensor, speakers: Tensor, drop: float = 0.0
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Give kind, best, code, risk (all before squashing) and topic (unit rows), one row a turn."""
        rows = functional.gelu(self.enter(torch.cat([turns, place], dim=1))) + self.speaker(speakers)
        rows = functional.dropout(rows, drop, self.training)[None]
        rows = rows + self.flow(rows)[0]
        bias = distance_bias(turns.shape[0], SLOPES)
        for layer in self.layers:
            rows = layer(rows, bias, drop)
        rows = rows[0]
        risk = self.risk(functional.dropout(turns, drop, self.training))[:, 0]
        return self.kind(rows), self.best(rows)[:, 0], self.code(rows), risk, unit(self.topic(turns))


class Network(nn.Module):  # type: ignore[misc]
    """Encoder and listeners, trained together."""

    def __init__(self, encoder: Bert) -> None:
        """Put fresh listeners above an encoder."""
        super().__init__()
        self.encoder, self.listeners = encoder, nn.ModuleList(Listener() for _ in range(LISTENERS))

    def turns(self, packed: Packed, count: int, drop: float) -> Tensor:
        """Give one row a turn."""
        hidden = self.encoder(torch.from_numpy(packed.ids), torch.from_numpy(packed.mask), drop)
        return pooled(hidden, packed, count)

    def forward(
        self, packed: Packed, place: Tensor, speakers: Tensor, drop: float
    ) -> list[tuple[Tensor, Tensor, Tensor, Tensor, Tensor]]:
        """Hear one session; each listener says what it heard."""
        rows = self.turns(packed, len(place), drop)
        return [listener(rows, place, speakers, 2 * drop) for listener in self.listeners]
