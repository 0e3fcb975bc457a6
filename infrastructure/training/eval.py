"""`make eval`: the figures of the embedded reading beside its baselines, with intervals, in under three minutes."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from infrastructure.training.baselines import Placeless, WithoutPart, plain_baselines
from infrastructure.training.compiler import Marked, compile_all
from infrastructure.training.samples import Mishearing, turns_of
from infrastructure.training.scoring import (
    Predicted,
    Row,
    interval_of,
    kept_out,
    marked_sessions,
    mean_of,
    official_score,
    predicted_of,
)
from shared.adapters.embedded.scorer import OnnxScorer
from shared.adapters.embedded.weights_file import FOLDER
from shared.domain.reading.reader import read_session
from shared.domain.reading.signs import Scorer, Signs
from shared.domain.threads import is_spoken_by_client
from shared.domain.transcript import Transcript, Turn

NOISE_SEEDS = (1, 2, 3)
FIGURES = {
    "f1": "F1@5",
    "ndcg": "nDCG@5",
    "false_open": "false-open",
    "why_right": "right code",
    "recall_weight3": "weight-3 found",
    "risk_session": "risk sessions",
    "risk_recall": "risk turns",
    "risk_false_alarms": "false alarms",
    "threads_predicted": "threads",
}
Predict = Callable[[Marked], Predicted]
Spoil = Callable[[Marked], tuple[Turn, ...]]


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    options = _options(arguments)
    try:
        score = official_score()
    except FileNotFoundError as error:
        sys.exit(f"nothing to score with: {error}")
    name, sessions = ("invented sessions kept out", kept_out()) if options.kept_out else marked_sessions()
    print(f"{len(sessions)} {name}; weights of {options.weights.name}\n")
    print(_line("", list(FIGURES.values())))
    scorer = Remembering(OnnxScorer(options.weights))
    for title, predict in _contestants(scorer, options.weights).items():
        rows = [score(session, predict(session)) for session in sessions]
        print(_line(title, [_figure(rows, key, with_interval=title == "embedded") for key in FIGURES]))
    _print_rest(score, scorer, sessions)
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "infrastructure.training.cost"], check=True)


class Remembering:
    """A scorer that hears the same turns once, however often they are read."""

    def __init__(self, scorer: Scorer) -> None:
        """Remember what this scorer hears."""
        self._scorer, self._heard = scorer, dict[tuple[Turn, ...], Signs]()

    def score(self, turns: Sequence[Turn]) -> Signs:
        """Give the signs."""
        if tuple(turns) not in self._heard:
            self._heard[tuple(turns)] = self._scorer.score(turns)
        return self._heard[tuple(turns)]


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=FOLDER, help="folder of the weights to judge")
    parser.add_argument("--kept-out", action="store_true", help="judge on the invented sessions kept out of training")
    return parser.parse_args(arguments)


def _contestants(scorer: Scorer, weights: Path) -> dict[str, Predict]:
    mishearing = Mishearing(compile_all())

    def spoilt(seed: int) -> Predict:
        def spoil(session: Marked) -> tuple[Turn, ...]:
            return mishearing.spoil(turns_of(session), Random(f"{seed}{session['id']}"))  # noqa: S311

        return _reading_by(scorer, spoil)

    return {
        "embedded": _reading_by(scorer),
        **{f"1 in 8 misheard ({seed})": spoilt(seed) for seed in NOISE_SEEDS},
        "without closing": _reading_by(WithoutPart(scorer, "closing")),
        "without return": _reading_by(WithoutPart(scorer, "return")),
        "without position": _reading_by(Placeless(weights)),
        **plain_baselines(),
    }


def _reading_by(scorer: Scorer, spoil: Spoil = turns_of) -> Predict:
    return lambda session: predicted_of(read_session(Transcript(spoil(session)), scorer=scorer))


def _line(title: str, cells: list[str]) -> str:
    return f"{title:22}" + "".join(f"{cell:>18}" for cell in cells)


def _figure(rows: list[Row], key: str, *, with_interval: bool) -> str:
    mean = mean_of(rows, key)
    if mean is None:
        return "–"
    interval = interval_of(rows, key) if with_interval else None
    return f"{mean:.2f}" + (f" [{interval[0]:.2f},{interval[1]:.2f}]" if interval else "")


def _print_rest(score: Callable[[Marked, Predicted], Row], scorer: Scorer, sessions: list[Marked]) -> None:
    """Print what the means do not hold: sessions with nothing open, and whether every quote is exact."""
    exact = quoted = 0
    for session in sessions:
        transcript = Transcript(turns_of(session))
        reading = read_session(transcript, scorer=scorer)
        exact += sum(is_spoken_by_client(transcript, thread.turn, thread.quote) for thread in reading.threads)
        quoted += len(reading.threads)
        if not session["threads"]:
            made = score(session, predicted_of(reading))["threads_predicted"]
            print(f"\nnothing open in {session['id']}: {made:.0f} predicted")
    print(f"\nquotes exact: {exact} of {quoted}")


if __name__ == "__main__":
    main()
