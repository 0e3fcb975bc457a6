"""`make train-listeners`: keeps the packed encoder and learns its listeners again from all the invented sessions."""

import argparse
from pathlib import Path

from infrastructure.training.compiler import compile_all
from infrastructure.training.export import LISTENER, export_listeners, write_card
from infrastructure.training.listening import hear, teach
from infrastructure.training.train import WEIGHTS, made_of
from infrastructure.training.train_split import is_kept_out

EPOCHS, SEED = 8, 2


def main(arguments: list[str] | None = None) -> None:
    """Train, export, and write the card."""
    options = _options(arguments)
    sessions = [session for session in compile_all() if not is_kept_out(session)][: options.limit]
    heard, lines = hear(sessions, options.weights, options.seed)
    listeners = teach(heard, lines, epochs=options.epochs, seed=options.seed)
    export_listeners(listeners, options.out / LISTENER)
    origin = made_of(sessions, options.epochs, options.seed, "python -m infrastructure.training.train_listeners")
    write_card(options.out / LISTENER, origin)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="folder of the packed encoder")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder for the listeners")
    parser.add_argument("--limit", type=int, default=None, help="learn from the first so many invented sessions")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
