"""The client's door: the note behind a mail's link, and what a client may do with it.

In: HTTP requests with a signed link; no account, no cookie, no script.
Does: GET shows a page and changes nothing, for mail scanners follow links; POST acts.
Next: a withdrawal goes to the forget queue.
"""

from functools import cache
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.serve_client.pages import page, page_for_error
from shared.domain.identity import PromptRef
from shared.domain.links import NOTE_LINK, STOP_LINK
from shared.domain.prompt import Answer
from shared.runtime import wiring
from shared.runtime.http import answer_errors, answer_request
from shared.services import serve_client
from shared.services.serve_client import Door

app = APIGatewayHttpResolver()
answer_errors(app, "serve_client", page_for_error)


@app.get("/notes/<token>")
def greet(token: str) -> Response[Any]:
    """Show one neutral page; the note waits behind its button."""
    wiring.links().read(NOTE_LINK, token)
    return page("continue.html")


@app.post("/notes/<token>")
def act(token: str) -> Response[Any]:
    """Do what the client pressed."""
    ref = wiring.links().read(NOTE_LINK, token)
    pressed = parse_qs(app.current_event.decoded_body or "").get("do", [""])[0]
    match pressed:
        case "keep":
            serve_client.answer_note(_door(), ref, Answer.KEPT)
            return page("done.html", said="It is kept for next time. Half-formed is fine.")
        case "not-now":
            serve_client.answer_note(_door(), ref, Answer.NOT_NOW)
            return page("done.html", said="Not now is a good answer. Nothing else will come of it.")
        case "pause":
            serve_client.pause_notes(_door(), ref)
            return page("done.html", said="Notes are paused for a month, sooner if you ask your therapist.")
        case "stop":
            return _stopped(ref)
        case "withdraw":
            serve_client.withdraw(_door(), ref)
            return page("done.html", said="You have withdrawn. What was made from your sessions is being removed.")
        case _:
            shown = serve_client.show_note(_door(), ref)
            return page("note.html", note=shown.note, therapist=shown.therapist_name, answer=shown.answer)


@app.get("/stop/<token>")
def offer_stop(token: str) -> Response[Any]:
    """Show the button that stops all notes."""
    wiring.links().read(STOP_LINK, token)
    return page("stop.html")


@app.post("/stop/<token>")
def stop(token: str) -> Response[Any]:
    """Stop all notes at once (RFC 8058 one-click lands here, without cookies)."""
    return _stopped(wiring.links().read(STOP_LINK, token))


def _stopped(ref: PromptRef) -> Response[Any]:
    serve_client.stop_notes(_door(), ref)
    return page("done.html", said="No more notes will come. Your therapist can turn them on again if you ask.")


@cache
def _door() -> Door:
    stores = wiring.stores()
    return Door(stores.clients, stores.consents, stores.prompts, stores.vault, wiring.outbox(), wiring.clock())


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one request."""
    return answer_request(app, event, context)
