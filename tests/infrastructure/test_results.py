"""The files that `doorknob demo` and `doorknob run` leave for a person to open."""

from pathlib import Path

from infrastructure.cli.results import Results

DRAFT = {"rank": 1, "turn": 1, "subject": "A page marker", "body": "Hi Robin,", "quote": "and then it was winter"}
TURNS = [
    {"i": 1, "speaker": "client", "start_s": 276.7, "text": "There is one more thing, and then it was winter."},
    {"i": 2, "speaker": "therapist", "start_s": 283.5, "text": "We have to stop here."},
]
THREAD = {"turn": 1, "why": ["DOOR"], "start_s": 278.7, "evidence": [{"why": "DOOR", "turn": 1, "moved_away": 2}]}
READING = {"turns": TURNS, "threads": [THREAD], "risk": [], "brief": '1. 04:38 "and then it was winter"'}


def test_a_draft_and_the_brief_tell_one_time(tmp_path: Path) -> None:
    """When the quoted words were said, which may be well after the turn they are in began."""
    Results(tmp_path).write_reading(READING, [DRAFT])

    draft, brief = (tmp_path / "drafts" / "1.md").read_text(), (tmp_path / "brief.md").read_text()

    assert "Said at 04:38, in turn 1." in draft
    assert "04:38" in brief
    assert "- DOOR: turn 1. Then, turn 2 (therapist): “We have to stop here.”" in draft
