"""Who is the therapist: told from the words alone, on sessions whose speakers are known."""

from collections.abc import Iterator
from pathlib import Path

from infrastructure.bench_speech.figures import Figure
from infrastructure.root import ROOT
from shared.domain.reading.session_file import load_transcript
from shared.domain.sound.turns import Talk
from shared.domain.sound.who_is_who import who_is_who
from shared.domain.transcript import Speaker, Transcript, Word

SESSIONS = ROOT.parent / "shared" / "eval" / "sessions"
_VOICES = {Speaker.CLIENT: 0, Speaker.THERAPIST: 1, Speaker.OTHER: 2, Speaker.UNKNOWN: 3}


def measure_roles() -> Iterator[Figure]:
    """Give the share of sessions in which the therapist's voice is called the therapist's."""
    transcripts = [transcript for path in sorted(SESSIONS.rglob("*.json")) if (transcript := _load(path))]
    right = sum(map(_is_right, transcripts))
    remark = f"{right} of {len(transcripts)} sessions, as text"
    yield Figure("therapist told from client, a session", 1.0, 1.0, right / len(transcripts), remark, is_floor=True)


def _load(path: Path) -> Transcript | None:
    try:
        return load_transcript(path)[1]
    except ValueError:
        return None  # not a session


def _is_right(transcript: Transcript) -> bool:
    talks = [
        Talk(_VOICES[turn.speaker], tuple(Word(text, turn.start_s, turn.end_s) for text in turn.text.split()))
        for turn in transcript.turns
        if turn.text.split()
    ]
    given = who_is_who(talks).speakers
    return all(given[_VOICES[role]] is role for role in (Speaker.THERAPIST, Speaker.CLIENT))
