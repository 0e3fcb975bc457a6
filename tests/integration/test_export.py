"""What `doorknob erase`, `export` and `replay-erasures` do for an operator, on moto."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from seeded import SAID, seed_draft
from typer.testing import CliRunner
from world import World

from infrastructure.cli import leaving, waiting
from infrastructure.cli.app import app
from infrastructure.cli.standing import Where
from shared.domain.declaration import Declaration
from shared.domain.places import Modality
from shared.runtime import wiring

HERE = Where()


@pytest.fixture
def at_the_stack(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Let the commands find this stack."""
    monkeypatch.setattr(leaving, "open_stores", lambda _where, **_: wiring.stores())
    return world


def test_exports_everything_but_the_private_note(at_the_stack: World, tmp_path: Path) -> None:
    """Recordings, words, drafts, who was there, consent and trail are there, opened; what is private is not."""
    client = at_the_stack.enrol()
    at_the_stack.upload(client, b"RIFF as it came", "first.wav", Declaration(Modality.ROOM, ("Marigold Fenwick",)))
    seed_draft(at_the_stack, client)
    wiring.stores().vault.put(client.client_id, 0, "private/note.txt", b"for my own eyes only")

    leaving.export(client.client_id, tmp_path, HERE)

    written = {
        path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert {"README.txt", "client.json", "consent.json", "ledger.json", "trail.json"} <= written.keys()
    assert written["recordings/first.wav"] == "RIFF as it came"
    assert json.loads(written["uploads.json"]) == [{"modality": "room", "others": ["Marigold Fenwick"]}]
    assert SAID in "".join(written.values())
    assert json.loads(written["client.json"])["profile"]["name"] == "Robin"
    assert "for my own eyes only" not in "".join(written.values())
    acts = [entry.act for entry in wiring.stores().trail.of_client(client.client_id)]
    assert acts == ["exported"]


def test_erases_and_certifies(
    at_the_stack: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate says what went and that nothing is left; asked again, it says the same."""
    client = at_the_stack.enrol()
    seed_draft(at_the_stack, client)

    steps_go_on = SimpleNamespace(monotonic=time.monotonic, sleep=lambda _seconds: at_the_stack.drain())
    monkeypatch.setattr(waiting, "time", steps_go_on)

    leaving.erase(client.client_id, wiring.stores())
    said = capsys.readouterr().out
    leaving.erase(client.client_id, wiring.stores())

    assert "gone, keys" in said
    assert "left              nothing" in said
    assert "left              nothing" in capsys.readouterr().out
    at_the_stack.upload(client, b"RIFF")  # as if one recording had been overlooked
    leaving.erase(client.client_id, wiring.stores())
    assert "left              recordings: 1" in capsys.readouterr().out


@pytest.mark.parametrize("words", [("erase", "c-1"), ("export", "c-1"), ("replay-erasures",)])
def test_says_where_to_look_when_no_stack_stands(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line with the remedy."""
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(app, list(words))

    assert result.exit_code == 1
    assert "doorknob up" in result.output
