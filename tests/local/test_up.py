"""`doorknob up` as a person runs it: it says where everything is, stays, and leaves nothing when it ends."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PATIENCE_S = 90.0


def until(is_there: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := is_there():
            return found
        time.sleep(0.2)
    message = f"nothing came in {PATIENCE_S:.0f} s"
    raise AssertionError(message)


def test_stands_until_it_is_interrupted(tmp_path: Path) -> None:
    """The addresses are printed and written, the inbox answers, and Ctrl-C ends it well."""
    command = [sys.executable, "-c", "from infrastructure.cli import main; main()", "up", "--empty"]
    address_file = tmp_path / "stack.json"
    command += ["--out", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603  (our own command)
        try:
            until(lambda: address_file.is_file() or running.poll() is not None)
            found = json.loads(address_file.read_text(encoding="utf-8"))
            inbox = requests.get(found["urls"]["inbox"], timeout=10)
        finally:
            running.send_signal(signal.SIGINT)
            said, _ = running.communicate(timeout=60)

    assert inbox.status_code == 200
    assert found["endpoint_url"].startswith("http://127.0.0.1:")
    assert found["outputs"]["ApiUrl"] == found["urls"]["api"]
    assert running.returncode == 0
    assert "Nothing is left running" in said
    assert not address_file.exists()
