"""Routes about drafts: read, edit, approve this exact text, undo, set aside."""

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from functions.serve_therapist.caller import therapist_id
from functions.serve_therapist.forms import Approval, EditedText
from functions.serve_therapist.views import draft_view, prompt_view
from shared.domain.identity import PromptRef
from shared.domain.notes.note import Note
from shared.runtime import wiring
from shared.runtime.settings import ReviewSettings
from shared.services.serve_therapist import review
from shared.services.serve_therapist.review import Pen

router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]  # Powertools' own


@router.get("/clients/<client_id>/prompts/<prompt_id>")
def show_draft(client_id: str, prompt_id: str) -> dict[str, Any]:
    """One draft beside its evidence."""
    return draft_view(review.show_draft(_pen(), PromptRef(client_id, prompt_id)))


@router.put("/clients/<client_id>/prompts/<prompt_id>/evidence")
def open_evidence(client_id: str, prompt_id: str) -> dict[str, Any]:
    """Open what was said, which must come before any approval."""
    return draft_view(review.open_evidence(_pen(), PromptRef(client_id, prompt_id)))


@router.put("/clients/<client_id>/prompts/<prompt_id>/text")
def edit_draft(client_id: str, prompt_id: str, form: EditedText) -> dict[str, Any]:
    """Replace a draft's text; an approval of the earlier text is void."""
    note = Note(form.subject, form.body)
    return draft_view(review.edit_draft(_pen(), PromptRef(client_id, prompt_id), note))


@router.put("/clients/<client_id>/prompts/<prompt_id>/approval")
def approve_draft(client_id: str, prompt_id: str, form: Approval) -> dict[str, Any]:
    """Approve exactly the text with this hash."""
    undo_for = ReviewSettings.from_env().undo_for
    ref = PromptRef(client_id, prompt_id)
    return prompt_view(review.approve_draft(_pen(), ref, form.text_hash, send_at=form.send_at, undo_for=undo_for))


@router.delete("/clients/<client_id>/prompts/<prompt_id>/approval")
def undo_approval(client_id: str, prompt_id: str) -> dict[str, Any]:
    """Take an approval back while the note still waits."""
    return prompt_view(review.undo_approval(_pen(), PromptRef(client_id, prompt_id)))


@router.post("/clients/<client_id>/prompts/<prompt_id>/set-aside")
def set_aside(client_id: str, prompt_id: str) -> dict[str, Any]:
    """Leave a thread to the brief only."""
    return prompt_view(review.set_aside(_pen(), PromptRef(client_id, prompt_id)))


def _pen() -> Pen:
    stores = wiring.stores()
    return Pen(therapist_id(router), stores.clients, stores.consents, stores.prompts, stores.vault, wiring.clock())
