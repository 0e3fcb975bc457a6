"""Compiles the invented sessions from their compact text form into the marked JSON form of the guideline."""

import re
from pathlib import Path
from typing import Any

SESSIONS = Path(__file__).with_name("sessions")
SPEAKERS = {"T": "therapist", "C": "client", "O": "other"}
SECONDS_A_WORD = 0.4  # about 150 words a minute
_HEAD = re.compile(r"(thread|closed|decoy|risk) (\w+) \|(.*)")
_LINE = re.compile(r"([TCO])(?: \[([^\]]*)\])?: ?(.*)$")

Marked = dict[str, Any]  # the guideline's JSON form


def compile_all(folder: Path = SESSIONS) -> list[Marked]:
    """Compile every invented session, in the order of their names."""
    return [compile_session(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]


def compile_session(text: str) -> Marked:
    """Compile one session.

    Raises:
        ValueError: when a line of the body is not in the compact form.
    """
    head, _, body = text.partition("\n---\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines() if re.match(r"(id|minutes|setting): ", line))
    turns, marks = _read_body(body)
    _set_times(turns, float(fields["minutes"]) * 60)
    session: Marked = {"id": fields["id"], "minutes": float(fields["minutes"]), "setting": fields["setting"]}
    session |= {"turns": turns, "threads": [], "closed": [], "decoys": [], "risk": []}
    for kind, name, rest in (match.groups() for match in map(_HEAD.match, head.splitlines()) if match):
        _add(session, kind, name, [part.strip() for part in rest.split("|")], marks)
    return session


def _read_body(body: str) -> tuple[list[Marked], dict[str, list[tuple[int, bool]]]]:
    """Give the turns, and for each mark the turns that bear it and whether each is the best."""
    turns: list[Marked] = []
    marks: dict[str, list[tuple[int, bool]]] = {}
    for line in filter(str.strip, body.splitlines()):
        match = _LINE.match(line)
        if match is None:
            message = f"line {len(turns)} of the body is not in the compact form"
            raise ValueError(message)
        for mark in (match[2] or "").split():
            marks.setdefault(mark.rstrip("*"), []).append((len(turns), mark.endswith("*")))
        turns.append({"i": len(turns), "speaker": SPEAKERS[match[1]], "text": match[3]})
    return turns, marks


def _set_times(turns: list[Marked], length_s: float) -> None:
    """Spread the turns over the session by their words."""
    shares = [len(turn["text"].split()) + 1 for turn in turns]
    scale, at = length_s / sum(shares), 0.0
    for turn, share in zip(turns, shares, strict=True):
        turn["start_s"], turn["end_s"] = round(at, 1), round(at + share * scale * 0.9, 1)
        at += share * scale


def _add(session: Marked, kind: str, name: str, rest: list[str], marks: dict[str, list[tuple[int, bool]]]) -> None:
    bearing = marks.get(name, [])
    turns = [turn for turn, _ in bearing]
    if kind == "thread":
        best = next((turn for turn, is_best in bearing if is_best), turns[0])
        row = {
            "id": name,
            "topic": rest[2],
            "turns": turns,
            "best": best,
            "why": rest[0].split(),
            "weight": int(rest[1]),
        }
        session["threads"].append(row)
    elif kind == "closed":
        session["closed"].append({"topic": rest[0], "turns": turns, "how": rest[1]})
    elif kind == "decoy":
        session["decoys"].append({"turns": turns, "why_not": rest[0]})
    else:
        session["risk"].append({"turns": turns, "kind": rest[0]})
