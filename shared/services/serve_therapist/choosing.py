"""A therapist may choose a thread about the two of them for a note; nothing else makes one of it (BETWEEN_US)."""

from collections.abc import Sequence

from shared.domain.identity import PromptRef, prompt_id_of
from shared.domain.notes.compose import compose_chosen_note
from shared.domain.notes.note import Addressee, Draft, PastNote
from shared.domain.prompt import Prompt, PromptState
from shared.domain.session import Session
from shared.domain.transcript import ROUGH_ENGINES
from shared.errors import MissingError, NotPermittedError
from shared.services import vault_paths
from shared.services.documents import DRAFT, NOTE
from shared.services.serve_therapist.ownership import own_client
from shared.services.serve_therapist.progress import Finished
from shared.services.serve_therapist.review import DraftView, Pen, show_draft


def choose_thread(pen: Pen, finished: Finished, rank: int, sessions: Sequence[Session]) -> DraftView:
    """Draft a note about the thread of this rank, counted from 1; choosing it again shows the same draft.

    `sessions` are the client's, oldest first, so that the wording differs from the notes before.

    Raises:
        MissingError: when the session has no such thread.
        NotPermittedError: when a risk line holds the session's drafts, or no note can be made of the words.
    """
    session = finished.session
    ref = PromptRef(session.ref.client_id, prompt_id_of(session.ref.session_id, rank))
    if not any(prompt.ref == ref for prompt in finished.prompts):
        draft = _compose(pen, finished, rank, sessions)
        papers = {
            vault_paths.draft(session.ref, ref): DRAFT.dump_json(draft),
            vault_paths.note(session.ref, draft.note.text_hash): NOTE.dump_json(draft.note),
        }
        for path, content in papers.items():
            pen.vault.put(ref.client_id, session.consent_epoch, path, content)
        pen.prompts.add(_prompt(ref, rank, session, draft))
    return show_draft(pen, ref)


def _compose(pen: Pen, finished: Finished, rank: int, sessions: Sequence[Session]) -> Draft:
    session, threads = finished.session, finished.reading.threads
    if not 0 < rank <= len(threads):
        message = f"session {session.ref.session_id} has no thread {rank}"
        raise MissingError(message)
    if finished.reading.holds_drafts:
        message = "a risk line stands in this session, and no note is made of it: talk with the client directly"
        raise NotPermittedError(message)
    client = own_client(pen.therapist_id, session.ref.client_id, pen.clients)
    to = Addressee(client.profile.name.reveal(), client.profile.therapist_name.reveal(), client.dial.pace)
    history = _history(pen, session, sessions)
    draft = compose_chosen_note(threads[rank - 1], transcript=finished.transcript, to=to, history=history)
    if not isinstance(draft, Draft):
        raise NotPermittedError(draft.sentence)
    return draft


def _history(pen: Pen, session: Session, sessions: Sequence[Session]) -> list[PastNote]:
    places = {each.ref: place for place, each in enumerate(sessions)}
    prompts = [prompt for prompt in pen.prompts.of_client(session.ref.client_id) if prompt.session in places]
    ordered = sorted(prompts, key=lambda prompt: (places[prompt.session], prompt.rank))
    return [PastNote(prompt.opening_id, prompt.question_id) for prompt in ordered]


def _prompt(ref: PromptRef, rank: int, session: Session, draft: Draft) -> Prompt:
    return Prompt(
        ref=ref,
        session=session.ref,
        therapist_id=session.therapist_id,
        rank=rank,
        state=PromptState.DRAFTED,
        text_hash=draft.note.text_hash,
        consent_epoch=session.consent_epoch,
        is_rough=session.speech_engine in ROUGH_ENGINES,
        opening_id=draft.opening_id,
        question_id=draft.question_id,
    )
