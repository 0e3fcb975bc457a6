"""What is asked of the model: a versioned prompt, the transcript as data, and the shape of the answer."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from shared.domain.threads import Why
from shared.domain.transcript import Transcript, Turn

TOOL = "report_reading"
MOST_THREADS = 5
MOST_SETTLED = 8
MAX_ANSWER_TOKENS = 2_000
USUAL_ANSWER_TOKENS = 700  # five threads and what was settled
_CHARACTERS_A_TOKEN = 3.5  # on the safe side for English speech
_DIGITS = 12


@cache
def prompt() -> str:
    """Give the system prompt, a file that a clinician can read."""
    return Path(__file__).with_name("prompt.md").read_text(encoding="utf-8")


@cache
def prompt_version() -> str:
    """Name the prompt by its hash, so that every result says which one made it."""
    return hashlib.sha256(prompt().encode()).hexdigest()[:_DIGITS]


def request_for(transcript: Transcript, model_id: str) -> dict[str, Any]:
    """Write the arguments of one Converse call; the whole session is read at once."""
    return {
        "modelId": model_id,
        "system": [{"text": prompt()}],
        "messages": [{"role": "user", "content": [{"text": as_data(transcript)}]}],
        "inferenceConfig": {"maxTokens": MAX_ANSWER_TOKENS, "temperature": 0.0},
        "toolConfig": {"tools": [{"toolSpec": _tool()}], "toolChoice": {"tool": {"name": TOOL}}},
    }


def as_data(transcript: Transcript) -> str:
    """Write the transcript as lines between marks that no line of it can close."""
    lines = "\n".join(_line(turn) for turn in transcript.turns)
    return f"<transcript>\n{lines}\n</transcript>"


def expected_tokens(transcript: Transcript) -> int:
    """Reckon, before the call, how many tokens go in."""
    return round((len(prompt()) + len(as_data(transcript))) / _CHARACTERS_A_TOKEN)


def _line(turn: Turn) -> str:
    words = " ".join(turn.text.split()).replace("<", "‹").replace(">", "›")
    minutes, seconds = divmod(int(turn.start_s), 60)
    return f"{turn.index} {turn.speaker.value} {minutes}:{seconds:02d} {words}"


def _settled() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "a matter that the session did finish",
        "properties": {
            "turn": {"type": "integer", "description": "number of the client's turn that names what was finished"},
            "quote": {"type": "string", "description": "exact words, a part of that turn"},
            "topic": {"type": "string", "description": "three to eight plain words"},
        },
        "required": ["turn", "quote", "topic"],
    }


def _tool() -> dict[str, Any]:
    thread = {
        "type": "object",
        "properties": {
            "turn": {"type": "integer", "description": "number of the client's turn that is quoted"},
            "quote": {"type": "string", "description": "exact words, a part of that turn"},
            "topic": {"type": "string", "description": "three to eight plain words"},
            "why": {"type": "array", "items": {"type": "string", "enum": list(Why)}, "minItems": 1, "maxItems": 2},
            "moved_away": {"type": "integer", "description": "number of the turn that moved on, where one did"},
        },
        "required": ["turn", "quote", "topic", "why"],
    }
    schema = {
        "type": "object",
        "properties": {
            "threads": {"type": "array", "items": thread, "maxItems": MOST_THREADS},
            "risk": {"type": "array", "items": {"type": "integer"}, "description": "numbers of the turns to see first"},
            "settled": {"type": "array", "items": _settled(), "maxItems": MOST_SETTLED},
        },
        "required": ["threads", "risk", "settled"],
    }
    return {"name": TOOL, "description": "Report the reading.", "inputSchema": {"json": schema}}
