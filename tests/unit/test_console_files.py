"""The console's files that are not ours are the ones they are said to be; times are read as a person writes them."""

import hashlib
import re
from pathlib import Path

import pytest

from functions.serve_therapist.console.upload_forms import spans_in

ASSETS = Path(__file__).parents[2] / "functions" / "serve_therapist" / "console" / "assets"
SOURCES = Path(__file__).parents[2] / "infrastructure" / "uploader"


def test_ships_the_vendored_files_that_are_written_down() -> None:
    """Name by name, the SHA-256 stands beside the licence."""
    listed = dict(
        re.findall(r"^\| (\S+\.js) .*\| ([0-9a-f]{64}) \|$", (ASSETS / "VENDORED.md").read_text(), re.MULTILINE)
    )

    assert set(listed) == {path.name for path in ASSETS.glob("*.js")}
    for name, digest in listed.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest


def test_names_no_registry_in_the_lock_file() -> None:
    """Packages are pinned by their content, wherever they come from."""
    lock = (SOURCES / "package-lock.json").read_text()

    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("", ()),
        ("12:30-14:05", ((750.0, 845.0),)),
        (" 0:00 – 0:10 , 1:02:00 to 1:03:10", ((0.0, 10.0), (3720.0, 3790.0))),
        ("90:00-95:30;", ((5400.0, 5730.0),)),
    ],
)
def test_reads_spans_as_a_person_writes_them(written: str, spans: tuple) -> None:
    """By the recording's clock, with or without hours."""
    assert spans_in(written) == spans


@pytest.mark.parametrize("written", ["12:30", "14:05-12:30", "12:61-13:00", "from 3 to 4", "0:00-9:00:00", "1:00-1:00"])
def test_reads_nothing_it_is_not_sure_of(written: str) -> None:
    """What should be off the record must never be heard by mistake."""
    with pytest.raises(ValueError, match=r"from and to|after it starts"):
        spans_in(written)
