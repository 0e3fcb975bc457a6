"""Writes a performed script in the marking guideline's form, for tests that compare."""

from collections.abc import Sequence

from infrastructure.recording.script import Line, Mark, Script

Span = tuple[float, float]


def marked_session(script: Script, spans: Sequence[Span]) -> dict[str, object]:
    """Give the session with its turns' times and its marks."""
    return {
        "id": script.about["id"],
        "minutes": int(script.about["minutes"]),
        "setting": script.about["setting"],
        "turns": [
            _turn(number, line, span) for number, (line, span) in enumerate(zip(script.lines, spans, strict=True))
        ],
        "threads": [_thread(script, mark) for mark in _of_kind(script, "thread")],
        "closed": [_closed(script, mark) for mark in _of_kind(script, "closed")],
        "decoys": [_decoy(script, mark) for mark in _of_kind(script, "decoy")],
        "risk": [{"turns": script.turns_of(mark), "kind": mark.fields[0]} for mark in _of_kind(script, "risk")],
    }


def _of_kind(script: Script, kind: str) -> list[Mark]:
    return [mark for mark in script.marks if mark.kind == kind]


def _turn(number: int, line: Line, span: Span) -> dict[str, object]:
    start_s, end_s = (round(moment, 2) for moment in span)
    return {"i": number, "speaker": line.speaker, "start_s": start_s, "end_s": end_s, "text": line.text}


def _thread(script: Script, mark: Mark) -> dict[str, object]:
    why, weight, topic = mark.fields
    return {
        "id": mark.name,
        "topic": topic,
        "turns": script.turns_of(mark),
        "best": script.best_of(mark),
        "why": why.split(),
        "weight": int(weight),
    }


def _closed(script: Script, mark: Mark) -> dict[str, object]:
    topic, how = mark.fields
    return {"topic": topic, "turns": script.turns_of(mark), "how": how}


def _decoy(script: Script, mark: Mark) -> dict[str, object]:
    return {"turns": script.turns_of(mark), "why_not": mark.fields[0]}
