"""Reads and writes a session in the JSON form of the marking guideline: its turns, and where words are missing."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired, TypedDict

from shared.domain.transcript import Gap, Speaker, Transcript, Turn, Word

NOT_HEARD, OFF_RECORD = "not heard", "off the record"  # why a gap has no words


class _WordRow(TypedDict):
    text: str
    start_s: float
    end_s: float
    probability: float


class _TurnRow(TypedDict):
    i: int
    speaker: str
    start_s: float
    end_s: float
    text: str
    words: NotRequired[list[_WordRow]]  # with times and probabilities, where a recogniser heard them


class _GapRow(TypedDict):
    start_s: float
    end_s: float
    why: str


def load_transcript(path: Path) -> tuple[str, Transcript]:
    """Read a session file and give its id and its transcript.

    Raises:
        ValueError: when the file is not a session in the guideline's form.
    """
    try:
        session = json.loads(path.read_text(encoding="utf-8"))
        return str(session["id"]), transcript_of(session["turns"], session.get("gaps", ()))
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        message = f"{path.name} is not a session file: {type(error).__name__}"
        raise ValueError(message) from None  # the cause may quote what was said


def transcript_of(rows: list[_TurnRow], gaps: Sequence[_GapRow] = ()) -> Transcript:
    """Make a transcript of the guideline's turn rows."""
    unheard = (Gap(float(row["start_s"]), float(row["end_s"]), row["why"] == OFF_RECORD) for row in gaps)
    return Transcript(tuple(_turn_of(row) for row in rows), tuple(unheard))


def rows_of(transcript: Transcript) -> list[_TurnRow]:
    """Give a transcript's turns as the guideline's rows."""
    return [
        _TurnRow(i=turn.index, speaker=str(turn.speaker), start_s=turn.start_s, end_s=turn.end_s, text=turn.text)
        for turn in transcript.turns
    ]


def _turn_of(row: _TurnRow) -> Turn:
    return Turn(
        index=int(row["i"]),
        speaker=_speaker_of(row["speaker"]),
        start_s=float(row["start_s"]),
        end_s=float(row["end_s"]),
        text=str(row["text"]),
        words=tuple(Word(str(w["text"]), w["start_s"], w["end_s"], w["probability"]) for w in row.get("words", ())),
    )


def _speaker_of(name: str) -> Speaker:
    return Speaker(name) if name in set(map(str, Speaker)) else Speaker.OTHER
