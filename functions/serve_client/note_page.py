"""The note as a page: the approved text, four equal ways to go on, and what the client put under it."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.serve_client.opening import door
from functions.serve_client.pages import page
from functions.serve_client.words import ANSWERS, said_when
from shared.domain.identity import PromptRef
from shared.services.serve_client.note import show_note
from shared.services.serve_client.replies import own_lines


def show(ref: PromptRef) -> Response[Any]:
    """Show the note; MissingError when it is not there any more."""
    shown, now = show_note(door(), ref), door().clock.now()
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
