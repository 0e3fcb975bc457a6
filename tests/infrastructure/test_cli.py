"""The `doorknob` command as a person types it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from botocore.exceptions import EndpointConnectionError
from typer.testing import CliRunner, Result

from infrastructure.cli.app import app
from infrastructure.cli.failures import plain_failures

DEMO = Path(__file__).parents[2] / "infrastructure" / "recording" / "demo.json"


def doorknob(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_prints_one_json_line_a_transcript() -> None:
    """Threads best first, each with an exact quote of a client turn."""
    turns = json.loads(DEMO.read_text(encoding="utf-8"))["turns"]

    result = doorknob("threads", str(DEMO), str(DEMO))

    first, second = (json.loads(line) for line in result.output.splitlines())
    assert first == second
    assert set(first) == {"id", "threads", "risk"}
    assert first["threads"] != []
    for thread in first["threads"]:
        assert set(thread) == {"turn", "quote", "topic", "why", "start_s"}
        assert thread["quote"] in turns[thread["turn"]]["text"]
        assert turns[thread["turn"]]["speaker"] == "client"


def test_never_looks_at_the_marks(tmp_path: Path) -> None:
    """The turns alone count: without marks, or with false ones, the reading is the same."""
    session = json.loads(DEMO.read_text(encoding="utf-8"))
    bare = tmp_path / "bare.json"
    bare.write_text(json.dumps({"id": session["id"], "turns": session["turns"]}), encoding="utf-8")

    assert doorknob("threads", str(bare)).output == doorknob("threads", str(DEMO)).output


def test_prints_a_brief_and_notes() -> None:
    """Both come from the same reading."""
    brief, notes = doorknob("brief", str(DEMO)), doorknob("notes", str(DEMO), "--client-name", "Sam")

    assert "Left open" in brief.output
    assert "Hi Sam," in notes.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("threads", "no-such.json"), "no-such.json"),
        (("run", "no-such.wav", "--client", "c-1"), "no-such.wav"),
        (("run", str(DEMO), "--client", "c-1", "--engine", "parrot"), "parrot"),
        (("demo", "--engine", "whisper"), "whisper"),
        (("demo", "--engine", "ctranslate2", "--model", str(DEMO.parent)), "convert-weights"),
        (("convert-weights", "no-such.pt", "weights"), "no-such.pt"),
    ],
)
def test_says_in_one_line_what_is_wrong(words: tuple[str, ...], said: str) -> None:
    """An error names what happened and what to do, without a traceback."""
    result = doorknob(*words)

    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_says_in_one_line_that_the_stack_is_down(capsys: pytest.CaptureFixture[str]) -> None:
    """An address file that outlived its stack, or a stack that went down under a command."""
    with pytest.raises(typer.Exit) as ended, plain_failures():
        raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9/")

    (said,) = capsys.readouterr().err.splitlines()
    assert ended.value.exit_code == 1
    assert "http://127.0.0.1:9/" in said
    assert "doorknob up" in said


def test_teaches_by_its_help() -> None:
    """Every command says what it does."""
    output = doorknob("--help").output

    assert all(word in output for word in ("demo", "run", "threads", "brief", "notes"))


def test_an_operator_waits_for_nothing_that_looking_does_not_need() -> None:
    """To load moto, SAM's translator or a recogniser takes longer than to ask AWS."""
    looked = (
        "import sys, infrastructure.cli.app; print(*{'moto', 'samtranslator.translator', 'torch'} & {*sys.modules})"
    )

    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)  # noqa: S603  (our own code)

    assert done.stdout.split() == []
