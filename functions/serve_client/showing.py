"""What a press leads to: which page, with which sentence; looking at it changes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from functions.serve_client import choices_page, lines_page, note_page
from functions.serve_client.opening import door
from functions.serve_client.pages import page
from shared.domain.identity import PromptRef
from shared.services.serve_client.door import sent_note

_DONE = {
    "kept": ("Kept for next time", "It will be there when you meet. Half-formed is fine."),
    "left": ("Not now", "That is a good answer. Nothing else will come of it."),
    "removed": ("Removed", "That line is gone for good."),
}
_QUIET = "To let mails come again, open one in the browser that it was first opened in."
Show = Callable[[PromptRef, str], Response[Any]]


@dataclass(frozen=True, slots=True)
class See:
    """A page to be seen, by name, and the line it is about."""

    what: str = field(default="note", repr=False)  # both are read from an address
    line: str = field(default="", repr=False)

    @classmethod
    def in_query(cls, query: Mapping[str, str]) -> Self:
        """Read it from a link's query."""
        return cls(query.get("see", "note"), query.get("line", ""))

    def as_query(self) -> str:
        """Write it as a link's query."""
        return urlencode({"see": self.what, **({"line": self.line} if self.line else {})})


def show(ref: PromptRef, see: See) -> Response[Any]:
    """Show a page; a name we do not know shows the note.

    Raises:
        MissingError: when the note, the line or the client is not there any more.
    """
    return _PAGES.get(see.what, _note)(ref, see.line)


def said_plainly(see: See) -> Response[Any]:
    """Say that it is done, on a page that tells nothing else."""
    return page("done.html", heading=choices_page.SAVED[see.what], said=_QUIET, back="")


def _note(ref: PromptRef, _line: str) -> Response[Any]:
    return note_page.show(ref)


def _done(what: str) -> Show:
    heading, said = _DONE[what]

    def done(ref: PromptRef, _line: str) -> Response[Any]:
        sent_note(door(), ref)
        return page("done.html", heading=heading, said=said, back="read")

    return done


_PAGES: Mapping[str, Show] = {
    **{what: _done(what) for what in _DONE},
    "say": lambda ref, _line: lines_page.say(ref),
    "line": lines_page.receipt,
    "taken-back": lines_page.taken_back,
    "choices": lambda ref, _line: choices_page.show(ref),
    **{what: choices_page.saying(what) for what in choices_page.SAVED},
}
