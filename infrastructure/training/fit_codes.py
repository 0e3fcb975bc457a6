"""Learns how much each rule of `moves.py` speaks for each code, from the marked threads (ridge logistic)."""

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from infrastructure.root import ROOT
from infrastructure.training.compiler import Marked, compile_all
from infrastructure.training.samples import turns_of
from infrastructure.training.train_split import is_kept_out
from shared.domain.reading.codes import COLUMNS, shown_by
from shared.domain.reading.discourse import Discourse
from shared.domain.reading.signs import CODES

TARGET = ROOT / "shared" / "domain" / "reading" / "code_weights.json"
RIDGE = 3.0  # few threads show each code
NEWTON_STEPS = 30
DIGITS = 4

Rows = NDArray[np.float64]


def main() -> None:
    """Fit, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=TARGET)
    out = parser.parse_args().out
    shown, codes = rows_of([session for session in compile_all() if not is_kept_out(session)])
    fitted = {str(why): fit(shown, codes[:, column]) for column, why in enumerate(CODES)}
    weights = {why: np.round(row[:-1], DIGITS).tolist() for why, row in fitted.items()}
    bias = {why: round(float(row[-1]), DIGITS) for why, row in fitted.items()}
    made_by = f"python -m infrastructure.training.fit_codes, {len(shown)} threads of invented sessions"
    out.write_text(
        json.dumps({"made_by": made_by, "licence": "Apache-2.0", "bias": bias, "weights": weights}) + "\n",
        encoding="utf-8",
    )


def rows_of(sessions: list[Marked]) -> tuple[Rows, Rows]:
    """Give what the rules see in each marked thread, and its codes."""
    shown, codes = [], []
    for session in sessions:
        discourse = Discourse(turns_of(session))
        for thread in session["threads"]:
            shown.append(shown_by(discourse, thread["best"], tuple(thread["turns"])))
            codes.append([float(str(why) in thread["why"]) for why in CODES])
    return np.array(shown).reshape(-1, COLUMNS), np.array(codes).reshape(-1, len(CODES))


def fit(shown: Rows, is_code: Rows) -> Rows:
    """Fit one code by Newton's method; the last weight is the bias, which no ridge holds down."""
    columns = np.column_stack([shown, np.ones(len(shown))])
    ridge = np.diag([RIDGE] * shown.shape[1] + [1e-6])
    weights = np.zeros(columns.shape[1])
    for _ in range(NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-columns @ weights))
        slope = columns.T @ (likely - is_code) + ridge @ weights
        curve = columns.T @ (columns * (likely * (1 - likely))[:, None]) + ridge
        weights = weights - np.linalg.solve(curve, slope)
    return weights


if __name__ == "__main__":
    main()
