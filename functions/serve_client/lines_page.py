"""A line as a page: the place to write or say one, and what became of it."""

from http import HTTPStatus
from typing import Any
from uuid import uuid4

from aws_lambda_powertools.event_handler import Response

from functions.serve_client.opening import door
from functions.serve_client.pages import page
from shared.domain.identity import PromptRef
from shared.domain.reply import MAX_CHARACTERS
from shared.services.serve_client.door import sent_note

_KEPT = ("It is kept", "Only you can see it. It can wait here as it is.")  # the same for every line (rule P10)
_SHARED = ("Shared", "{name} can see this line now. You can take it back.")
_TAKEN_BACK = ("Taken back", "Only you can see this line now. {name} may have read it before.")


def say(ref: PromptRef, *, wrong: str = "", text: str = "") -> Response[Any]:
    """Offer a place to write or say a line, and say first who will see it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return page("say.html", status, therapist=_name(ref), once=uuid4().hex, most=MAX_CHARACTERS, wrong=wrong, text=text)


def receipt(ref: PromptRef, line: str) -> Response[Any]:
    """Say that a line is kept, or that it is shared."""
    is_shared = door().replies.get(ref, line).is_shared
    return _about(ref, line, *(_SHARED if is_shared else _KEPT), is_shared=is_shared)


def taken_back(ref: PromptRef, line: str) -> Response[Any]:
    """Say that a line is the client's alone again."""
    is_shared = door().replies.get(ref, line).is_shared
    return _about(ref, line, *(_SHARED if is_shared else _TAKEN_BACK), is_shared=is_shared)


def _about(ref: PromptRef, line: str, heading: str, said: str, *, is_shared: bool) -> Response[Any]:
    name = _name(ref)
    said = said.format(name=name)
    return page("kept.html", heading=heading, said=said, line=line, is_shared=is_shared, therapist=name)


def _name(ref: PromptRef) -> str:
    _, client = sent_note(door(), ref)
    return client.profile.therapist_name.reveal()
