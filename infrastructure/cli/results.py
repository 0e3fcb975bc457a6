"""Writes what the flow made into files a person can open, and names them."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from shared.domain.notes.brief_words import minutes
from shared.domain.transcript import ROUGH_ENGINES

Json = Mapping[str, Any]
_ROUGH = (
    "The words come from {engine}, a rough recogniser that needs no download. It is for trying things out. "
    "For a faithful transcript bring Whisper's weights: doorknob run RECORDING --client ID --engine whisper "
    "--model base.en.pt (see README, “Whisper”)."
)


class Results:
    """One folder of results; it is emptied first, so that nothing in it is from an earlier run."""

    def __init__(self, folder: Path) -> None:
        """Make the folder."""
        self._folder = folder
        self._written: list[tuple[str, Path]] = []
        for old in ("logs", "drafts"):
            shutil.rmtree(folder / old, ignore_errors=True)
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True)

    def write_reading(self, reading: Json, drafts: Sequence[Json]) -> None:
        """Write the transcript, the threads, the brief, and each draft beside its evidence."""
        self._write("transcript", "transcript.json", _json({"turns": reading["turns"]}))
        self._write("open threads", "threads.json", _json({"threads": reading["threads"], "risk": reading["risk"]}))
        self._write("brief", "brief.md", reading["brief"] + "\n")
        for draft in drafts:
            self._write(f"draft {draft['rank']}", f"drafts/{draft['rank']}.md", _draft_page(draft, reading))

    def write_mail(self, raw: bytes) -> None:
        """Write the mail as it was sent; a mail program opens it."""
        path = self._folder / "mail.eml"
        path.write_bytes(raw)
        self._written.append(("mail as sent", path))

    def name_all(self, console: Console, *, engine: str) -> None:
        """Name every file that was written, and say so when the words are rough."""
        console.print("\nWritten:")
        for what, path in [*self._written, ("logs of the functions", self.logs)]:
            console.print(f"  {what:<22}{path}", highlight=False, soft_wrap=True)
        if engine in ROUGH_ENGINES:
            console.print("\n" + _ROUGH.format(engine=engine), highlight=False)

    def _write(self, what: str, name: str, text: str) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self._written.append((what, path))


def _draft_page(draft: Json, reading: Json) -> str:
    thread = next((each for each in reading["threads"] if each["turn"] == draft["turn"]), None)
    turns = {turn["i"]: turn for turn in reading["turns"]}
    said = thread or turns[draft["turn"]]  # when the words themselves began, as in the brief
    lines = [f"Subject: {draft['subject']}", "", draft["body"], "", "---", f"Made from: “{draft['quote']}”"]
    lines += [f"Said at {minutes(said['start_s'])}, in turn {draft['turn']}."]
    if thread:
        lines += [f"Open because: {', '.join(thread['why'])}."]
        lines += [_evidence(each, turns) for each in thread["evidence"]]
    return "\n".join(lines) + "\n"


def _evidence(evidence: Json, turns: Mapping[int, Json]) -> str:
    moved = evidence["moved_away"]
    away = f" Then, turn {moved} ({turns[moved]['speaker']}): “{turns[moved]['text']}”" if moved is not None else ""
    return f"- {evidence['why']}: turn {evidence['turn']}.{away}"


def _json(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
