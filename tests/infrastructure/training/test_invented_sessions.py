"""The invented sessions that the reading is learnt from and judged on, and what is said of it from them."""

import numpy as np
import pytest

from infrastructure.training.compiler import compile_all, compile_session
from infrastructure.training.cost import LONG_SESSION_WORDS, long_session, unzipped_mb
from infrastructure.training.eval import Remembering
from infrastructure.training.samples import OPEN, joined, marks_of
from infrastructure.training.scoring import interval_of, kept_out, mean_of
from infrastructure.training.train_split import is_kept_out
from shared.adapters.embedded.place import place_of, placeless
from shared.domain.reading.words import words_of
from shared.domain.threads import Why
from tests.unit.domain.reading.talk import ToldScorer, talk

MOST_UNZIPPED_MB = 250  # what Lambda unpacks
SESSION = """id: inv-000
minutes: 10
setting: somebody invented
thread a | CUT | 3 | the lantern
closed k | the boat | sold and glad
risk r | none-but-sounds-like
---
T: Go on
C [a r]: The lantern was still lit
T: And the boat?
C [k]: Sold, and I am glad of it
C [a*]: I never asked who lit it
"""


def test_every_invented_session_is_marked_by_the_guideline() -> None:
    """What `score.py --check` asks, where the guideline is not at hand."""
    for session in compile_all():
        marked = [turn for group in ("threads", "closed", "decoys") for row in session[group] for turn in row["turns"]]

        assert len(marked) == len(set(marked)), session["id"]
        for row in [*session["threads"], *session["closed"], *session["decoys"], *session["risk"]]:
            assert row["turns"], session["id"]
            assert {session["turns"][turn]["speaker"] for turn in row["turns"]} == {"client"}, session["id"]
        for thread in session["threads"]:
            assert thread["best"] in thread["turns"], session["id"]
            assert thread["why"], session["id"]
            assert set(thread["why"]) <= set(map(str, Why)), session["id"]
            assert thread["weight"] in {1, 2, 3}, session["id"]


def test_a_third_is_kept_out_of_training_and_some_sessions_leave_nothing_open() -> None:
    """An honest figure needs sessions that nothing was learnt from, among them finished ones."""
    sessions = compile_all()

    assert 3 * len(kept_out()) == pytest.approx(len(sessions), rel=0.15)
    assert all(is_kept_out(session) for session in kept_out())
    assert any(not session["threads"] for session in kept_out())
    assert len({session["id"] for session in sessions}) == len(sessions)


def test_a_session_in_the_compact_form_is_compiled_to_the_guidelines() -> None:
    """The star names the turn to quote; times run to the end of the session."""
    session = compile_session(SESSION)

    assert session["threads"] == [
        {"id": "a", "topic": "the lantern", "turns": [1, 4], "best": 4, "why": ["CUT"], "weight": 3}
    ]
    assert session["closed"] == [{"topic": "the boat", "turns": [3], "how": "sold and glad"}]
    assert session["risk"] == [{"turns": [1], "kind": "none-but-sounds-like"}]
    assert session["turns"][-1]["end_s"] == pytest.approx(600, abs=30)


def test_a_line_that_nobody_says_is_refused() -> None:
    """A slip of the pen is found when sessions are compiled, not in the figures."""
    with pytest.raises(ValueError, match="line 5"):
        compile_session(SESSION + "and then nothing\n")


def test_two_sessions_joined_keep_their_matters_apart() -> None:
    """Learning from two sessions one after the other must not make one matter of two."""
    marks = marks_of(compile_session(SESSION))

    both = joined(marks, marks)

    assert both.group.tolist() == [-1, 0, -1, 1, 0, -1, 2, -1, 3, 2]
    assert (both.kind == OPEN).sum() == 2 * (marks.kind == OPEN).sum()


def test_turns_are_heard_once_however_often_they_are_read() -> None:
    """The evaluation reads the same sessions in many ways and must stay under three minutes."""
    calls = []

    class Counting(ToldScorer):
        def score(self, turns):  # noqa: ANN001, ANN202
            calls.append(len(turns))
            return super().score(turns)

    scorer, transcript = Remembering(Counting({})), talk("C: the lantern", "T: go on")

    assert scorer.score(transcript.turns) is scorer.score(transcript.turns)
    assert calls == [2]


def test_without_place_only_lengths_are_left() -> None:
    """What is learnt without place cannot lean on early or late."""
    turns = talk("C: the lantern was lit", "T: mm", "C: and nobody would say who lit it").turns

    assert np.array_equal(placeless(turns)[:, [0, 5]], place_of(turns)[:, [0, 5]])
    assert len(np.unique(placeless(turns)[:, 1:5], axis=0)) == 1


def test_the_long_session_of_the_cost_is_long_and_what_ships_is_small() -> None:
    """Seven thousand words are fifty minutes of quick talk; Lambda unpacks 250 MB at most."""
    words = sum(len(words_of(turn.text)) for turn in long_session().turns)

    assert LONG_SESSION_WORDS <= words < LONG_SESSION_WORDS + 200
    assert unzipped_mb() < MOST_UNZIPPED_MB


def test_a_mean_leaves_out_sessions_without_the_figure_and_its_interval_holds_it() -> None:
    """A session without risk has no recall of risk."""
    rows = [{"f1": 1.0}, {"f1": None}, {"f1": 0.0}, {"f1": 1.0}]

    low, high = interval_of(rows, "f1")

    assert mean_of(rows, "f1") == pytest.approx(2 / 3)
    assert low <= 2 / 3 <= high
    assert interval_of([{"f1": None}], "f1") is None
