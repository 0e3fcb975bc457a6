"""docs/scale.md reckons with what the real handlers ask of AWS, counted anew."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infrastructure.load import paper

ROOT = Path(__file__).parents[2]
A_FEW = 5  # a row that ends at a kilobyte's edge: what hearing costs has more digits on a slower machine
COUNTED = """
import json, sys
from infrastructure.load.counting import count_a_session, numbers_for_paper
json.dump(dict(numbers_for_paper(count_a_session())), sys.stdout)
"""


def test_the_paper_reckons_with_what_is_counted() -> None:
    """Whoever lets a session write or read more runs `make scale`."""
    # A program of its own, for the suite owns its process.
    done = subprocess.run(  # noqa: S603  (this project's own code, in this interpreter)
        [sys.executable, "-c", COUNTED],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    counted = json.loads(done.stdout)

    assert counted == {name: pytest.approx(getattr(paper, name), abs=A_FEW) for name in counted}
    assert len(counted) == 4
