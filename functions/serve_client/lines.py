"""What a client writes or says under a note: put, shared, taken back, removed; one fixed receipt, whatever it holds."""

import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response

from functions.serve_client.forms import Form
from functions.serve_client.opening import door
from functions.serve_client.pages import page, sound_answer
from shared.domain.identity import PromptRef
from shared.domain.reply import MAX_CHARACTERS, MAX_SOUND_BYTES
from shared.errors import MissingError
from shared.services.serve_client import replies
from shared.services.serve_client.door import sent_note

_ONCE = re.compile(r"[0-9a-f]{32}")
_EMPTY = "There is nothing here yet. A word is enough, or go back to the note."
_TOO_LONG = "This is longer than fits here ({count} characters; {most} fit). Nothing was kept: take some of it out."
_TOO_LOUD = "This recording is larger than fits here. Nothing was kept: say it in two parts, or write it."
_NO_SOUND = "This file is not a recording. Nothing was kept: choose a sound file, or write it."
_RECEIPT = "Only you can see it. It can wait here as it is."


def show_say(ref: PromptRef, _form: Form) -> Response[Any]:
    """Offer a place to write or say a line, and say first who will see it."""
    return _say(ref)


def put(ref: PromptRef, form: Form) -> Response[Any]:
    """Keep a line; the receipt is the same for every line."""
    text = form.fields.get("text", "").replace("\r\n", "\n").strip("\n")
    once = form.fields.get("once", "")
    wrong = _wrong(text, form)
    if wrong or not _ONCE.fullmatch(once):
        return _say(ref, wrong=wrong or _EMPTY, text=text)
    if form.sound:
        replies.put_sound(door(), ref, once, form.sound, form.sound_type)
    else:
        replies.put_line(door(), ref, once, text)
    return _kept(ref, once, heading="It is kept", said=_RECEIPT)


def share(ref: PromptRef, form: Form) -> Response[Any]:
    """Let the therapist see a line."""
    line = _line(form)
    replies.share_line(door(), ref, line)
    name = _therapist(ref)
    return _kept(
        ref, line, heading="Shared", said=f"{name} can see this line now. You can take it back.", is_shared=True
    )


def unshare(ref: PromptRef, form: Form) -> Response[Any]:
    """Take a line back."""
    line = _line(form)
    replies.unshare_line(door(), ref, line)
    said = f"Only you can see this line now. {_therapist(ref)} may have read it before."
    return _kept(ref, line, heading="Taken back", said=said)


def give_copy(ref: PromptRef, form: Form) -> Response[Any]:
    """Give a recording back to whoever made it."""
    sound, kind = replies.open_sound(door(), ref, _line(form))
    return sound_answer(sound, kind)


def remove(ref: PromptRef, form: Form) -> Response[Any]:
    """Remove a line for good."""
    try:
        replies.remove_line(door(), ref, _line(form))
    except MissingError:
        sent_note(door(), ref)  # a double click: the line is gone, the note is not
    return page("done.html", heading="Removed", said="That line is gone for good.", back="read")


def _say(ref: PromptRef, *, wrong: str = "", text: str = "") -> Response[Any]:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    once = uuid4().hex
    name = _therapist(ref)
    return page("say.html", status, therapist=name, once=once, most=MAX_CHARACTERS, wrong=wrong, text=text)


def _kept(ref: PromptRef, line: str, *, heading: str, said: str, is_shared: bool = False) -> Response[Any]:
    return page("kept.html", heading=heading, said=said, line=line, is_shared=is_shared, therapist=_therapist(ref))


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


def _therapist(ref: PromptRef) -> str:
    _, client = sent_note(door(), ref)
    return client.profile.therapist_name
