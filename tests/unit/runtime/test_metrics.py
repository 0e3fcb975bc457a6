"""What a step did becomes numbers in the log's embedded format, by names of ours only."""

import json
from typing import Any

import pytest

from shared.runtime import metrics
from shared.runtime.metrics import write_failure, write_outcome
from shared.services.outcome import Outcome


def written(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    named = {}
    for line in lines:
        (directive,) = line["_aws"]["CloudWatchMetrics"]
        named |= {f"{line['service']}.{each['Name']}": line[each["Name"]][0] for each in directive["Metrics"]}
    return named


def test_counts_what_an_outcome_means(capsys: pytest.CaptureFixture[str]) -> None:
    """Sound in minutes, parts, forced cuts."""
    write_outcome("split_recording", Outcome("split", {"parts": 3, "forced_cuts": 1, "sound_s": 90}), 2000)

    found = written(capsys)
    assert found["split_recording.SessionsSplit"] == 1
    assert found["split_recording.Parts"] == 3
    assert found["split_recording.ForcedCuts"] == 1
    assert found["split_recording.AudioMinutes"] == 1.5


def test_tells_how_many_notes_a_release_left_behind(capsys: pytest.CaptureFixture[str]) -> None:
    """Nought too, or the alarm would not see that they have gone."""
    found = []
    for left in (3, 0):
        write_outcome("release_prompts", Outcome("released", {"prompts": 10, "left": left}), 45_000)
        found.append(written(capsys)["release_prompts.NotesLeftBehind"])

    assert found == [3, 0]


def test_tells_how_fast_it_listened(capsys: pytest.CaptureFixture[str]) -> None:
    """Seconds of work for a second of sound."""
    write_outcome("transcribe_part", Outcome("heard", {"words": 9, "sound_s": 100, "inventions": 4}), 25_000)

    found = written(capsys)
    assert found["transcribe_part.RealTimeFactor"] == 0.25
    assert found["transcribe_part.InventionsDropped"] == 4


def test_tells_what_the_work_cost(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A gigabyte for a second at Lambda's price."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024")
    metrics._memory_mb.cache_clear()

    write_outcome("send_prompt", Outcome("sent"), 1000)
    metrics._memory_mb.cache_clear()

    found = written(capsys)
    assert found["send_prompt.ComputeUsd"] == pytest.approx(0.0000166667)
    assert found["send_prompt.NotesSent"] == 1


def test_tells_what_a_session_cost(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What listening to its parts cost, and the reading on top, told once at its end."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1024")
    metrics._memory_mb.cache_clear()

    write_outcome("transcribe_part", Outcome("heard", {"words": 9}), 1000)
    write_outcome("extract_threads", Outcome("ready", {"heard_usd": 0.002}), 3000)
    metrics._memory_mb.cache_clear()

    found = written(capsys)
    assert "transcribe_part.SessionUsd" not in found
    assert found["extract_threads.SessionUsd"] == pytest.approx(0.002 + 3 * 0.0000166667)


@pytest.mark.parametrize(
    ("step", "word", "name"),
    [
        ("accept_recording", "refused: SCOPE", "doorknob.ForeignUploads"),
        ("split_recording", "refused: FORMAT", "doorknob.ForeignUploads"),
        ("send_prompt", "not sent: CONSENT", "send_prompt.NotesCancelled"),
        ("record_mail_event", "rejected", "record_mail_event.MailsRejected"),
    ],
)
def test_counts_by_how_a_word_begins(step: str, word: str, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One word of the ledger, one metric."""
    write_outcome(step, Outcome(word), 1)

    assert written(capsys)[name] == 1


def test_counts_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    """What was done before is no second session, and a usual refusal is no attack."""
    for step, word in (("split_recording", "skipped: READY"), ("accept_recording", "refused: RECORD")):
        write_outcome(step, Outcome(word), 1)

    assert set(written(capsys)) == {"split_recording.ComputeUsd", "accept_recording.ComputeUsd"}


def test_tells_a_refusal_from_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """A key that is refused needs somebody at once; a failure may pass."""
    write_failure("send_prompt", is_refused=False)
    write_failure("send_prompt", is_refused=True)

    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if "SettingsRefused" in line]) == 1
    assert len([line for line in lines if '"Failed"' in line]) == 2
