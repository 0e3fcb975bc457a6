"""Notes worded by the model, behind the port `NoteWriter`: each keeps the fourteen rules, or is left as it was."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.adapters.aws_errors import translated
from shared.adapters.bedrock.reader import Price, Use, reckon
from shared.domain.notes.brief_words import CODE_SENTENCES
from shared.domain.notes.checks import check_note
from shared.domain.notes.note import Addressee, Draft, Note
from shared.errors import DoorknobError

TOOL = "suggest_note"
_MAX_ANSWER_TOKENS, _USUAL_ANSWER_TOKENS = 500, 150
_DIGITS = 12
_CHARACTERS_A_TOKEN = 3.5


@cache
def note_prompt() -> str:
    """Give the system prompt, a file that a clinician can read."""
    return Path(__file__).with_name("note_prompt.md").read_text(encoding="utf-8")


@cache
def note_prompt_version() -> str:
    """Name the prompt by its hash, kept with every note it worded."""
    return hashlib.sha256(note_prompt().encode()).hexdigest()[:_DIGITS]


class _Suggestion(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)
    subject: str
    paragraphs: list[str] = Field(min_length=1, max_length=4)


class BedrockNoteWriter:
    """Asks a model for a note's wording; it is told the quote and the plain note, and neither name nor session."""

    def __init__(self, bedrock: Any, model_id: str, *, price: Price, tell: Callable[[Use], None]) -> None:
        """Ask over this client, made with `ONE_TRY`; `tell` receives what each note took."""
        self._bedrock = bedrock
        self._model_id = model_id
        self._price = price
        self._tell = tell

    def word(self, draft: Draft, to: Addressee, *, spoken: Sequence[str], pasts: Sequence[Note] = ()) -> Draft:
        """Give the draft in the model's words where they keep every rule, as it was where they do not.

        One try: the plain wording is good enough not to pay for a second. A wording that repeats
        one of `pasts` is not taken.
        """
        request = request_for(draft, to, self._model_id)
        expected = reckon(round(len(str(request)) / _CHARACTERS_A_TOKEN), _USUAL_ANSWER_TOKENS, self._price)
        began, tokens = perf_counter(), (0, 0)
        worded = None
        try:
            with translated("ask the model for a note"):
                response = self._bedrock.converse(**request)
            tokens = response["usage"]["inputTokens"], response["usage"]["outputTokens"]
            worded = _note_in(response, to)
        except (DoorknobError, KeyError):
            worded = None
        kept = worded is not None and worded not in pasts and not _findings(worded, draft, to, spoken)
        cost, seconds = self._price.of(*tokens), perf_counter() - began
        self._tell(Use(expected, *tokens, cost, seconds, tries=1, dropped=int(not kept), fell_back=not kept))
        if worded is None or not kept:
            return draft
        return replace(draft, note=worded, worded_by=f"bedrock {self._model_id} (prompt {note_prompt_version()})")


def request_for(draft: Draft, to: Addressee, model_id: str) -> dict[str, Any]:
    """Write the arguments of one Converse call; what was said is data between marks."""
    quote = draft.quote.replace("<", "‹").replace(">", "›")
    said = f"<words>\n{quote}\n</words>\n\nHow they were left: {CODE_SENTENCES[draft.why]}\n\n{_plain(draft, to)}"
    return {
        "modelId": model_id,
        "system": [{"text": note_prompt()}],
        "messages": [{"role": "user", "content": [{"text": said}]}],
        "inferenceConfig": {"maxTokens": _MAX_ANSWER_TOKENS, "temperature": 0.5},
        "toolConfig": {"tools": [{"toolSpec": _tool()}], "toolChoice": {"tool": {"name": TOOL}}},
    }


def _plain(draft: Draft, to: Addressee) -> str:
    """Give the plain note without greeting and signature, so that no name leaves."""
    paragraphs = draft.note.body.split("\n\n")
    last = -1 if to.therapist_name else None
    return "\n\n".join(paragraphs[1:last]).replace("<", "‹").replace(">", "›")


def _note_in(response: Mapping[str, Any], to: Addressee) -> Note | None:
    try:
        blocks = response["output"]["message"]["content"]
        (call,) = [block["toolUse"] for block in blocks if block.get("toolUse", {}).get("name") == TOOL]
        said = _Suggestion.model_validate(call["input"])
    except (KeyError, TypeError, ValueError, ValidationError):
        return None
    name = " ".join(to.client_name.split())
    greeting = f"Hi {name}," if name else "Hi,"
    paragraphs = (" ".join(paragraph.split()) for paragraph in said.paragraphs)
    return Note(" ".join(said.subject.split()), "\n\n".join(filter(None, (greeting, *paragraphs, to.therapist_name))))


def _findings(note: Note, draft: Draft, to: Addressee, spoken: Sequence[str]) -> bool:
    asks_too_much = to.pace.is_light and "?" in note.body.replace(draft.quote, "")
    found = check_note(note, quote=draft.quote, spoken=spoken, client_name=to.client_name)
    return asks_too_much or bool(found) or draft.quote.rstrip("?") not in note.body


def _tool() -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {
            "subject": {"type": "string", "description": "two to five plain words"},
            "paragraphs": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 3},
        },
        "required": ["subject", "paragraphs"],
    }
    return {"name": TOOL, "description": "Suggest the note.", "inputSchema": {"json": schema}}
