"""The note's own page: what each button on it does."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_client import choices, lines
from functions.serve_client.forms import Form, form_in
from functions.serve_client.opening import door
from functions.serve_client.pages import page
from functions.serve_client.words import ANSWERS, said_when
from shared.domain.identity import PromptRef
from shared.domain.links import NOTE_LINK
from shared.domain.prompt import Answer
from shared.runtime import wiring
from shared.services.serve_client import leaving
from shared.services.serve_client import note as the_note
from shared.services.serve_client.replies import own_lines

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
Act = Callable[[PromptRef, Form], Response[Any]]


@router.get("/notes/<token>")
def greet(token: str) -> Response[Any]:
    """Show one neutral page; the note waits behind its button."""
    wiring.links().read(NOTE_LINK, token)
    return page("continue.html", heading="A note is waiting for you", do="read")


@router.get("/choices/<token>")
def greet_choices(token: str) -> Response[Any]:
    """Show one neutral page; the choices wait behind its button."""
    wiring.links().read(NOTE_LINK, token)
    return page("continue.html", heading="Pause, change or stop", do="choices")


@router.post("/notes/<token>")
@router.post("/choices/<token>")
def act(token: str) -> Response[Any]:
    """Do what the client pressed; a button we do not know shows the note."""
    ref, form = wiring.links().read(NOTE_LINK, token), form_in(router.current_event)
    return ACTS.get(form.pressed, read)(ref, form)


def read(ref: PromptRef, _form: Form) -> Response[Any]:
    """Show the note, and what the client put under it."""
    shown, now = the_note.show_note(door(), ref), door().clock.now()
    zone = door().clients.get(ref.client_id).dial.zone
    put = [
        {
            "line_id": line.reply.reply_id,
            "text": line.text,
            "is_shared": line.reply.is_shared,
            "when": said_when(line.reply.put_at, now, zone),
        }
        for line in own_lines(door(), ref)
    ]
    answer = ANSWERS[shown.answer] if shown.answer else ""
    return page("note.html", note=shown.note, therapist=shown.therapist_name, answer=answer, lines=put)


def keep(ref: PromptRef, _form: Form) -> Response[Any]:
    """Keep the note for next time."""
    the_note.answer_note(door(), ref, Answer.KEPT)
    return page(
        "done.html",
        heading="Kept for next time",
        said="It will be there when you meet. Half-formed is fine.",
        back="read",
    )


def leave(ref: PromptRef, _form: Form) -> Response[Any]:
    """Leave the note."""
    the_note.answer_note(door(), ref, Answer.NOT_NOW)
    return page(
        "done.html", heading="Not now", said="That is a good answer. Nothing else will come of it.", back="read"
    )


def withdraw(ref: PromptRef, _form: Form) -> Response[Any]:
    """End consent; the removal follows."""
    leaving.withdraw(door(), ref)
    said = "You have withdrawn. What was made from your sessions is being removed now, and no more notes will come."
    return page("done.html", heading="Withdrawn", said=said, back="")


ACTS: Mapping[str, Act] = {
    "read": read,
    "keep": keep,
    "not-now": leave,
    "say": lines.show_say,
    "put": lines.put,
    "share": lines.share,
    "unshare": lines.unshare,
    "copy": lines.give_copy,
    "remove": lines.remove,
    "choices": choices.show,
    "pause-week": choices.pausing(timedelta(days=7)),
    "pause-month": choices.pausing(timedelta(days=30)),
    "resume": choices.resume,
    "stop": choices.stop,
    "rhythm": choices.set_rhythm,
    "address": choices.ask_address,
    "withdraw": withdraw,
}
