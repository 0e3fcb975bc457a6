"""Reads transcripts from files, without any stack: the same reading and the same notes as in the flow."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from infrastructure.cli.failures import CommandError
from shared.adapters.embedded.reader import EmbeddedReader
from shared.domain.notes.brief import write_brief
from shared.domain.notes.brief_lines import BriefHistory
from shared.domain.notes.compose import compose_note
from shared.domain.notes.note import Addressee, Draft, PastNote, with_past
from shared.domain.reading.session_file import load_transcript
from shared.domain.threads import EmotionalThread, Reading
from shared.domain.transcript import Transcript

_RISK = "A risk line stands in this session: no drafts are made. Read it first (doorknob brief FILE)."


def print_threads(paths: Sequence[Path]) -> None:
    """Print one JSON line a transcript: its threads, best first, and its risk lines."""
    for name, _, reading in _readings(paths):
        line = {
            "id": name,
            "threads": [_thread_line(thread) for thread in reading.threads],
            "risk": [risk.turn for risk in reading.risk],
        }
        typer.echo(json.dumps(line, ensure_ascii=False))


def print_briefs(paths: Sequence[Path]) -> None:
    """Print the brief of each transcript."""
    for name, transcript, reading in _readings(paths):
        brief = write_brief(reading, transcript=transcript, history=BriefHistory())
        typer.echo(f"# {name}\n\n{brief.as_text()}\n")


def print_notes(paths: Sequence[Path], *, client_name: str, therapist_name: str) -> None:
    """Print the drafts of each transcript; the files count as one client's sessions in their order."""
    history: tuple[PastNote, ...] = ()
    addressee = Addressee(client_name, therapist_name)
    for name, transcript, reading in _readings(paths):
        typer.echo(f"# {name}\n")
        if reading.holds_drafts:
            typer.echo(_RISK + "\n")
            continue
        for thread in reading.threads:
            made = compose_note(thread, transcript=transcript, to=addressee, history=history)
            history = with_past(history, made)
            typer.echo(_as_text(made) if isinstance(made, Draft) else f"(turn {made.turn}: {made.sentence})\n")


def _readings(paths: Sequence[Path]) -> Iterator[tuple[str, Transcript, Reading]]:
    reader = EmbeddedReader.load()
    for path in paths:
        try:
            name, transcript = load_transcript(path)
        except (OSError, ValueError) as error:
            message = f"{path} is not a transcript that can be read: {error}"
            raise CommandError(message) from None
        yield name, transcript, reader.read(transcript)


def _thread_line(thread: EmotionalThread) -> dict[str, object]:
    return {
        "turn": thread.turn,
        "quote": thread.quote,
        "topic": thread.topic,
        "why": [why.value for why in thread.why],
        "start_s": round(thread.start_s, 1),
    }


def _as_text(draft: Draft) -> str:
    return f"Subject: {draft.note.subject}\n\n{draft.note.body}\n\n(made from turn {draft.turn}: {draft.quote})\n"
