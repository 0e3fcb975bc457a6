"""The review: each thread beside what was said and its draft; each act is on one card, and none on all."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.console.asking import UnreadableFormError, field, frame, person, read_form
from functions.serve_therapist.console.page import page, see_other
from functions.serve_therapist.console.words import flags_in_words
from functions.serve_therapist.finished import finished_of
from functions.serve_therapist.forms import Approval, EditedText
from shared.domain.identity import PromptRef, SessionRef
from shared.domain.notes.note import Note
from shared.domain.notes.own_line import with_own_line
from shared.domain.prompt import NEVER, Prompt
from shared.runtime import wiring
from shared.runtime.settings import ReviewSettings
from shared.services.serve_therapist import evidence, review
from shared.services.serve_therapist.choosing import choose_thread
from shared.services.serve_therapist.listening import can_be_heard
from shared.services.serve_therapist.review import Pen

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own
_PROMPT = "/console/clients/<client_id>/prompts/<prompt_id>"
_SESSION = "/console/clients/<client_id>/sessions/<session_id>"


@router.get(f"{_SESSION}/review")
def show(client_id: str, session_id: str) -> Response[Any]:
    """Show the cards."""
    return _page(SessionRef(client_id, session_id))


@router.post(f"{_SESSION}/threads/<rank>/draft")
def choose(client_id: str, session_id: str, rank: str) -> Response[Any]:
    """Draft a note about the two of them, because the therapist chooses to; choosing it again changes nothing."""
    finished = finished_of(person(router).therapist_id, SessionRef(client_id, session_id))
    sessions = wiring.stores().sessions.of_client(client_id)
    return _back(choose_thread(_pen(), finished, _number(rank), sessions).prompt)


@router.post(f"{_PROMPT}/evidence")
def open_evidence(client_id: str, prompt_id: str) -> Response[Any]:
    """Open what was said; only then can anything be approved."""
    return _back(review.open_evidence(_pen(), PromptRef(client_id, prompt_id)).prompt)


@router.post(f"{_PROMPT}/text")
def edit(client_id: str, prompt_id: str) -> Response[Any]:
    """Save another wording, with a line of the therapist's own where there is one."""
    ref = PromptRef(client_id, prompt_id)
    try:
        form = read_form(router, EditedText)
    except UnreadableFormError:
        return _too_long(ref)
    note = with_own_line(Note(form.subject, form.body), field(router, "own_line"))
    return _back(review.edit_draft(_pen(), ref, note, based_on=field(router, "based_on")).prompt)


@router.post(f"{_PROMPT}/approval")
def approve(client_id: str, prompt_id: str) -> Response[Any]:
    """Approve exactly the text that was shown."""
    form = read_form(router, Approval)
    ref = PromptRef(client_id, prompt_id)
    send_at = _not_before(ref)
    undo_for = ReviewSettings.from_env().undo_for
    return _back(review.approve_draft(_pen(), ref, form.text_hash, send_at=send_at, undo_for=undo_for))


@router.post(f"{_PROMPT}/undo")
def undo(client_id: str, prompt_id: str) -> Response[Any]:
    """Take an approval back while the note still waits, or take up again what was set aside."""
    return _back(review.undo_approval(_pen(), PromptRef(client_id, prompt_id)))


@router.post(f"{_PROMPT}/brief-only")
def leave_to_the_brief(client_id: str, prompt_id: str) -> Response[Any]:
    """Keep a thread to the brief."""
    return _back(review.set_aside(_pen(), PromptRef(client_id, prompt_id)))


@router.post(f"{_PROMPT}/never")
def never(client_id: str, prompt_id: str) -> Response[Any]:
    """Never make a note of this for this client."""
    return _back(review.set_aside(_pen(), PromptRef(client_id, prompt_id), NEVER))


def _back(prompt: Prompt) -> Response[Any]:
    ref = prompt.session
    return see_other(f"/console/clients/{ref.client_id}/sessions/{ref.session_id}/review#card-{prompt.rank}")


def _number(rank: str) -> int:
    return int(rank) if rank.isdecimal() else 0  # of which there is no thread


def _too_long(ref: PromptRef) -> Response[Any]:
    """Show the card again with what was typed: nothing a person wrote is thrown away."""
    prompt = review.show_draft(_pen(), ref).prompt
    typed = {"rank": prompt.rank, "subject": field(router, "subject"), "body": field(router, "body")}
    return _page(prompt.session, typed, HTTPStatus.UNPROCESSABLE_ENTITY)


def _not_before(ref: PromptRef) -> datetime | None:
    typed = field(router, "not_before")
    if not typed:
        return None
    zone = wiring.stores().clients.get(ref.client_id).dial.zone
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone)
    except ValueError:
        raise UnreadableFormError(("the date and time",)) from None


def _page(ref: SessionRef, typed: dict[str, object] | None = None, status: HTTPStatus = HTTPStatus.OK) -> Response[Any]:
    pen = _pen()
    finished = finished_of(person(router).therapist_id, ref)
    client = finished.client
    return page(
        "review.html",
        frame(router),
        status,
        client=client,
        zone=client.dial.zone,
        session=finished.session,
        cards=evidence.cards_of(pen, finished),
        sending=evidence.sending_of(pen, client, ReviewSettings.from_env().undo_for),
        risk=finished.reading.risk,
        flags=flags_in_words(finished.session),
        can_hear=can_be_heard(finished.session, pen.clock),
        typed=typed or {"rank": 0},
        now=pen.clock.now(),
    )


def _pen() -> Pen:
    stores = wiring.stores()
    therapist_id = person(router).therapist_id
    return Pen(therapist_id, stores.clients, stores.consents, stores.prompts, stores.vault, wiring.clock())
