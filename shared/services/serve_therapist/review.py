"""The therapist holds the pen (rule P7): reads a draft beside its evidence, edits, approves exactly that text."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.domain.client import Client
from shared.domain.consent import SENTENCES
from shared.domain.gates import Gate, refusal_at
from shared.domain.identity import PromptRef
from shared.domain.notes.checks import Finding, check_note, has_line_to_write
from shared.domain.notes.note import Draft, Note
from shared.domain.prompt import Prompt, PromptMove, PromptState, can_move
from shared.domain.sending import earliest_sending
from shared.domain.transcript import Speaker, Transcript
from shared.errors import ConflictError, NotPermittedError, StaleError
from shared.ports import Clients, Clock, Consents, Prompts, Vault
from shared.services import vault_paths
from shared.services.documents import DRAFT, NOTE, TRANSCRIPT
from shared.services.serve_therapist.ownership import own_client

NO_ADDRESS = "No address is on record for this client, so no note can go. The brief is yours."
_OUT = "This note has gone out already. Nothing about it can be changed any more; bring the rest up in the room."
_LOOK_AGAIN = "This note is not where it was when you opened the page. Look at it again, then decide."
_TOO_LATE = {
    PromptState.QUEUED: "This note is on its way already, and cannot be changed or taken back any more.",
    PromptState.SENDING: "This note is on its way already, and cannot be changed or taken back any more.",
    PromptState.SENT: _OUT,
    PromptState.UNCONFIRMED: _OUT,
    PromptState.BOUNCED: "This note came back. It is not sent again; ask the client for another address.",
    PromptState.SET_ASIDE: "You set this one aside. Take it up again first.",
    PromptState.CANCELLED: "This note was not sent, and cannot be sent any more. Bring it up in the room.",
}


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft as it now stands: its text, the words it was made from, and what a rule says of it."""

    prompt: Prompt
    note: Note
    draft: Draft
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Pen:
    """What reviewing needs, held together for one therapist's request."""

    therapist_id: str
    clients: Clients
    consents: Consents
    prompts: Prompts
    vault: Vault
    clock: Clock


def show_draft(pen: Pen, ref: PromptRef) -> DraftView:
    """Show one draft; MissingError when this therapist has no such prompt."""
    prompt = _own_prompt(pen, ref)
    return _view(pen, prompt, _note_of(pen, prompt))


def view_of(pen: Pen, prompt: Prompt, transcript: Transcript, client: Client) -> DraftView:
    """Show a draft of the therapist's own client, where the session's transcript is already at hand."""
    return _checked(pen, prompt, _note_of(pen, prompt), transcript, client)


def papers_of(prompt: Prompt) -> tuple[str, str]:
    """Name what a draft is shown from: its text, and what it was made from."""
    return vault_paths.note(prompt.session, prompt.text_hash), vault_paths.draft(prompt.session, prompt.ref)


def open_evidence(pen: Pen, ref: PromptRef) -> DraftView:
    """Note that the therapist looks at what was said, without which nothing can be approved (rule P7)."""
    view = show_draft(pen, ref)
    opened = pen.prompts.note_opened(view.prompt, pen.clock.now())
    return replace(view, prompt=opened)


def edit_draft(pen: Pen, ref: PromptRef, note: Note, *, based_on: str = "") -> DraftView:
    """Replace a draft's text; an approval of the earlier text is void.

    Raises:
        StaleError: when the note has gone out, or its text is no longer the one the edit began with, by its hash.
    """
    prompt = _own_prompt(pen, ref)
    _may(PromptMove.EDIT, prompt)
    if based_on and prompt.text_hash not in {based_on, note.text_hash}:
        message = (
            "The text was changed somewhere else since you began. Your version was not saved. Read both, then edit."
        )
        raise StaleError(message)
    path = vault_paths.note(prompt.session, note.text_hash)
    pen.vault.put(ref.client_id, prompt.consent_epoch, path, NOTE.dump_json(note))
    changes = {"text_hash": note.text_hash, "approved_hash": "", "approved_by": ""}
    edited = pen.prompts.move(prompt, PromptMove.EDIT, changes)
    pen.prompts.unchoose(prompt)
    return _view(pen, edited, note)


def approve_draft(pen: Pen, ref: PromptRef, text_hash: str, *, send_at: datetime | None, undo_for: timedelta) -> Prompt:
    """Approve exactly this text, to be sent when the client's hours and pace allow.

    Raises:
        MissingError: when this therapist has no such prompt.
        StaleError: when the text has changed since it was shown, or another note of this
            session was approved.
        NotPermittedError: when consent, a rule of the voice or the next session forbids it.
    """
    view = show_draft(pen, ref)
    if view.prompt.text_hash != text_hash:
        message = "The text has changed since you opened it. Read it again, then approve."
        raise StaleError(message)
    if view.prompt.state is PromptState.APPROVED:
        return view.prompt
    _may(PromptMove.APPROVE, view.prompt)
    _permitted(pen, view)
    now = pen.clock.now()
    client = own_client(pen.therapist_id, ref.client_id, pen.clients)
    due_at = earliest_sending(client, max(send_at or now, now + undo_for))
    not_after = client.next_session_after(now)
    if not_after is not None and due_at >= not_after:
        message = "this note would come after the next session: bring it up in the room instead"
        raise NotPermittedError(message)
    _choose(pen, view.prompt)
    changes = {
        "approved_hash": text_hash,
        "approved_by": pen.therapist_id,
        "approved_at": now,
        "due_at": due_at,
        "not_after": not_after,
    }
    return pen.prompts.move(view.prompt, PromptMove.APPROVE, changes)


def undo_approval(pen: Pen, ref: PromptRef) -> Prompt:
    """Take an approval back while the note still waits, or take up again what was set aside; twice is once.

    Raises:
        StaleError: when the note is on its way or has gone out.
    """
    prompt = _own_prompt(pen, ref)
    if prompt.state is PromptState.DRAFTED:
        return prompt
    _may(PromptMove.UNDO, prompt)
    undone = pen.prompts.move(prompt, PromptMove.UNDO, {"approved_hash": "", "approved_by": "", "reason": ""})
    pen.prompts.unchoose(prompt)
    return undone


def set_aside(pen: Pen, ref: PromptRef, reason: str = "") -> Prompt:
    """Leave a thread to the brief only; with the reason NEVER, for this client for good; twice is once.

    Raises:
        StaleError: when the note is on its way, has gone out, or was set aside in the other way.
    """
    prompt = _own_prompt(pen, ref)
    if prompt.state is PromptState.SET_ASIDE and prompt.reason == reason:
        return prompt
    _may(PromptMove.SET_ASIDE, prompt)
    aside = pen.prompts.move(prompt, PromptMove.SET_ASIDE, {"reason": reason})
    pen.prompts.unchoose(prompt)
    return aside


def _may(move: PromptMove, prompt: Prompt) -> None:
    """Refuse what the page a person still has open offers and the note no longer allows."""
    if not can_move(prompt.state, move):
        raise StaleError(_TOO_LATE.get(prompt.state, _LOOK_AGAIN))


def _choose(pen: Pen, prompt: Prompt) -> None:
    try:
        pen.prompts.choose(prompt)
    except ConflictError:
        message = "Another note of this session is approved, and one goes out a session. Undo that one or set it aside."
        raise StaleError(message) from None


def _note_of(pen: Pen, prompt: Prompt) -> Note:
    path = vault_paths.note(prompt.session, prompt.text_hash)
    return NOTE.validate_json(pen.vault.get(prompt.ref.client_id, path))


def _own_prompt(pen: Pen, ref: PromptRef) -> Prompt:
    own_client(pen.therapist_id, ref.client_id, pen.clients)
    return pen.prompts.get(ref)


def _view(pen: Pen, prompt: Prompt, note: Note) -> DraftView:
    transcript = TRANSCRIPT.validate_json(pen.vault.get(prompt.ref.client_id, vault_paths.transcript(prompt.session)))
    client = own_client(pen.therapist_id, prompt.ref.client_id, pen.clients)
    return _checked(pen, prompt, note, transcript, client)


def _checked(pen: Pen, prompt: Prompt, note: Note, transcript: Transcript, client: Client) -> DraftView:
    draft = DRAFT.validate_json(pen.vault.get(prompt.ref.client_id, vault_paths.draft(prompt.session, prompt.ref)))
    spoken = [turn.text for turn in transcript.by(Speaker.CLIENT)]
    findings = check_note(note, quote=draft.quote, spoken=spoken, client_name=client.profile.name.reveal())
    return DraftView(prompt, note, draft, findings)


def _permitted(pen: Pen, view: DraftView) -> None:
    if not view.prompt.is_opened:
        message = "Open what was said first: a note is approved beside its evidence, never unseen."
        raise NotPermittedError(message)
    client = own_client(pen.therapist_id, view.prompt.ref.client_id, pen.clients)
    consent = pen.consents.get(client.client_id)
    refusal = refusal_at(Gate.APPROVE, client, consent, pen.clock.now())
    if refusal is not None:
        raise NotPermittedError(SENTENCES[refusal])
    if not client.profile.email:  # the draft stays as it is, until there is somewhere to send it to
        raise NotPermittedError(NO_ADDRESS)
    if has_line_to_write(view.note):
        message = "a line in square brackets is yours to write: fill it in or take it out, then approve"
        raise NotPermittedError(message)
    if view.findings:
        message = "the text breaks a rule of the voice: " + " ".join(finding.sentence for finding in view.findings)
        raise NotPermittedError(message)
