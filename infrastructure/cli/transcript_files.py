"""Writes a transcript as files: JSON that `doorknob threads` reads, and WebVTT that players open."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from webvtt import Caption, WebVTT

from shared.domain.reading.session_file import NOT_HEARD, OFF_RECORD, rows_of
from shared.domain.transcript import Gap, Transcript, Turn, Word

# Two lines of 42 letters, seven seconds: what people can read beside a picture (BBC subtitle guidelines).
_LONGEST_CUE, _LONGEST_CUE_S = 84, 7.0
_SENTENCE_ENDS = (".", "?", "!", "…")


def write_transcript(transcript: Transcript, folder: Path, name: str) -> list[tuple[str, Path]]:
    """Write `name`.json and `name`.vtt into the folder, and tell what is where."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [("transcript", folder / f"{name}.json"), ("subtitles", folder / f"{name}.vtt")]
    (_, as_json), (_, as_vtt) = written
    as_json.write_text(json.dumps(_session(transcript, name), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    as_vtt.write_text(as_subtitles(transcript), encoding="utf-8")
    return written


def as_subtitles(transcript: Transcript) -> str:
    """Give the transcript as WebVTT, each cue with its speaker's name, and a cue where words are missing."""
    cues = [_cue(turn, words) for turn in transcript.turns for words in _cues(turn)]
    cues += [Caption(_time(gap.start_s), _time(gap.end_s), f"[{_why(gap)}]") for gap in transcript.gaps]
    content: str = WebVTT(captions=sorted(cues, key=lambda cue: cue.start_time)).content
    return content + "\n"


def _session(transcript: Transcript, name: str) -> dict[str, Any]:
    turns = [
        {**row, "words": [_word(word) for word in turn.words]}
        for row, turn in zip(rows_of(transcript), transcript.turns, strict=True)
    ]
    return {
        "id": name,
        "engine": transcript.engine,
        "speaker_confidence": round(transcript.speaker_confidence, 3),
        "gaps": [{"start_s": gap.start_s, "end_s": gap.end_s, "why": _why(gap)} for gap in transcript.gaps],
        "turns": turns,
    }


def _why(gap: Gap) -> str:
    return OFF_RECORD if gap.is_off_record else NOT_HEARD


def _word(word: Word) -> dict[str, Any]:
    return {
        "text": word.text,
        "start_s": round(word.start_s, 3),
        "end_s": round(word.end_s, 3),
        "probability": round(word.probability, 3),
    }


def _cues(turn: Turn) -> Iterator[Sequence[Word]]:
    """Split a turn where a sentence ends, or where a cue would be too long to read."""
    cue: list[Word] = []
    for word in turn.words:
        if cue and not _fits(word, cue):
            yield cue
            cue = []
        cue.append(word)
    if cue:
        yield cue


def _fits(word: Word, cue: Sequence[Word]) -> bool:
    letters = sum(len(each.text) + 1 for each in cue) + len(word.text)
    is_short = letters <= _LONGEST_CUE and word.end_s - cue[0].start_s <= _LONGEST_CUE_S
    return is_short and not cue[-1].text.endswith(_SENTENCE_ENDS)


def _cue(turn: Turn, words: Sequence[Word]) -> Caption:
    said = escape(" ".join(word.text for word in words), quote=False)
    return Caption(_time(words[0].start_s), _time(max(word.end_s for word in words)), f"<v {turn.speaker}>{said}")


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
