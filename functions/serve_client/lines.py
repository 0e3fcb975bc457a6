"""What a client may do with a line: put it, share it, take it back, have it back, remove it."""

import re
from contextlib import suppress
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.serve_client import lines_page
from functions.serve_client.forms import Form
from functions.serve_client.opening import door
from functions.serve_client.pages import sound_answer
from functions.serve_client.showing import See
from shared.domain.identity import PromptRef
from shared.domain.reply import MAX_CHARACTERS, MAX_SOUND_BYTES
from shared.errors import MissingError
from shared.services.serve_client import replies

_ONCE = re.compile(r"[0-9a-f]{32}")
_EMPTY = "There is nothing here yet. A word is enough, or go back to the note."
_TOO_LONG = "This is longer than fits here ({count} characters; {most} fit). Nothing was kept: take some of it out."
_TOO_LOUD = "This recording is larger than fits here. Nothing was kept: say it in two parts, or write it."
_NO_SOUND = "This file is not a recording. Nothing was kept: choose a sound file, or write it."


def put(ref: PromptRef, form: Form) -> See | Response[Any]:
    """Keep a line; the receipt is the same for every line, and what does not fit comes back as it was."""
    text = form.fields.get("text", "").replace("\r\n", "\n").strip("\n")
    once = form.fields.get("once", "")
    wrong = _wrong(text, form)
    if wrong or not _ONCE.fullmatch(once):
        return lines_page.say(ref, wrong=wrong or _EMPTY, text=text)
    if form.sound:
        return See("line", replies.put_sound(door(), ref, once, form.sound, form.sound_type))
    return See("line", replies.put_line(door(), ref, once, text))


def share(ref: PromptRef, form: Form) -> See:
    """Let the therapist see a line."""
    replies.share_line(door(), ref, _line(form))
    return See("line", _line(form))


def unshare(ref: PromptRef, form: Form) -> See:
    """Take a line back."""
    replies.unshare_line(door(), ref, _line(form))
    return See("taken-back", _line(form))


def give_copy(ref: PromptRef, form: Form) -> Response[Any]:
    """Give a recording back to whoever made it."""
    sound, kind = replies.open_sound(door(), ref, _line(form))
    return sound_answer(sound, kind)


def remove(ref: PromptRef, form: Form) -> See:
    """Remove a line for good; a line that is gone already is removed."""
    with suppress(MissingError):
        replies.remove_line(door(), ref, _line(form))
    return See("removed")


def _wrong(text: str, form: Form) -> str:
    if form.sound:
        if len(form.sound) > MAX_SOUND_BYTES:
            return _TOO_LOUD
        return "" if form.sound_type.startswith(("audio/", "video/")) else _NO_SOUND
    if len(text) > MAX_CHARACTERS:
        return _TOO_LONG.format(count=f"{len(text):,}", most=f"{MAX_CHARACTERS:,}")
    return "" if text.strip() else _EMPTY


def _line(form: Form) -> str:
    line = form.fields.get("line", "")
    if not _ONCE.fullmatch(line):
        message = "no such line"
        raise MissingError(message)
    return line
