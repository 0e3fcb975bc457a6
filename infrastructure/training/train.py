"""`make train`: learns the embedded reading from the invented sessions and packs its weights."""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import torch

from infrastructure.root import ROOT
from infrastructure.training.compiler import Marked, compile_all
from infrastructure.training.export import export
from infrastructure.training.learning import load_tokenizer, minilm_folder, train
from infrastructure.training.samples import load_marked, turns_of
from infrastructure.training.train_split import is_kept_out
from shared.adapters.embedded.packing import pack

WEIGHTS = ROOT / "shared" / "adapters" / "embedded" / "weights"
EPOCHS, SEED, THREADS = 6, 1, 1


def main(arguments: list[str] | None = None) -> None:
    """Train, export, and write the cards."""
    options = _options(arguments)
    torch.set_num_threads(options.threads)
    sessions = [session for session in compile_all() if not is_kept_out(session)][: options.limit]
    more = [session for folder in options.more for session in load_marked(folder)]
    network = train([*sessions, *more], epochs=options.epochs, seed=options.seed)
    folder = minilm_folder()
    sample = pack(turns_of(sessions[0]), load_tokenizer(folder))
    origin = made_of([*sessions, *more], options.epochs, options.seed, "python -m infrastructure.training.train")
    export(network, options.out, sample=sample, tokenizer=folder / "tokenizer.json", made_of=origin)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder for the weights")
    parser.add_argument(
        "--more", type=Path, action="append", default=[], help="folder of marked JSON sessions to learn from too"
    )
    parser.add_argument("--limit", type=int, default=None, help="learn from the first so many invented sessions")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--threads", type=int, default=THREADS)
    return parser.parse_args(arguments)


def made_of(sessions: list[Marked], epochs: int, seed: int, command: str) -> dict[str, Any]:
    """Say on a card what made a weights file."""
    told = json.dumps(sessions, sort_keys=True, ensure_ascii=False).encode()
    return {
        "made_by": command,
        "learnt_from": f"{len(sessions)} marked sessions, invented, of infrastructure/training/sessions",
        "learnt_from_sha256": hashlib.sha256(told).hexdigest(),
        "epochs": epochs,
        "seed": seed,
        "torch": str(torch.__version__),
    }


if __name__ == "__main__":
    main()
