"""Scores readings by the guideline's own score, and says how sure a mean over a few sessions is."""

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

from infrastructure.training.compiler import Marked, compile_all
from infrastructure.training.samples import load_marked
from infrastructure.training.train_split import is_kept_out
from shared.domain.threads import Reading

SHARED_EVAL = Path(__file__).parents[3] / "shared" / "eval"
DRAWS = 2000
SURE = 0.95

Predicted = dict[str, Any]
Row = dict[str, float | None]


def official_score() -> Callable[[Marked, Predicted], Row]:
    """Load the guideline's score, by path: it belongs to the marked sessions, not to this project.

    Raises:
        FileNotFoundError: when the folder of marked sessions is not beside the project.
    """
    spec = importlib.util.spec_from_file_location("guideline_score", SHARED_EVAL / "score.py")
    if spec is None or spec.loader is None or not (SHARED_EVAL / "score.py").is_file():
        message = "the guideline's score.py is not beside the project"
        raise FileNotFoundError(message)
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score_one  # type: ignore[no-any-return]


def marked_sessions() -> tuple[str, list[Marked]]:
    """Give the dev sessions where they are at hand, else the invented ones kept out of training."""
    dev = load_marked(SHARED_EVAL / "sessions")
    return ("dev sessions, none of them learnt from", dev) if dev else ("invented sessions kept out", kept_out())


def kept_out() -> list[Marked]:
    """Give the invented sessions that are never learnt from."""
    return [session for session in compile_all() if is_kept_out(session)]


def predicted_of(reading: Reading) -> Predicted:
    """Give a reading as the score wants it."""
    return {
        "threads": [{"turn": thread.turn, "why": [str(why) for why in thread.why]} for thread in reading.threads],
        "risk": [line.turn for line in reading.risk],
    }


def mean_of(rows: Sequence[Row], key: str) -> float | None:
    """Give the mean of one figure over the sessions that have it."""
    values = [value for row in rows if (value := row[key]) is not None]
    return sum(values) / len(values) if values else None


def interval_of(rows: Sequence[Row], key: str, *, seed: int = 1) -> tuple[float, float] | None:
    """Give the 95 % interval of a mean by bootstrap over sessions."""
    random = Random(seed)  # noqa: S311  # a statistic, not a secret
    draws = (mean_of(random.choices(rows, k=len(rows)), key) for _ in range(DRAWS))
    means = sorted(mean for mean in draws if mean is not None)
    if not means:
        return None
    cut = int(len(means) * (1 - SURE) / 2)
    return means[cut], means[-cut - 1]
