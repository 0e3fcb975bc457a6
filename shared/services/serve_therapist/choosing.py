"""A therapist may choose a thread about the two of them for a note; nothing else makes one of it (BETWEEN_US)."""

from collections.abc import Sequence

from shared.domain.identity import PromptRef, prompt_id_of
from shared.domain.notes.compose import compose_chosen_note
from shared.domain.notes.note import Addressee, Draft
from shared.domain.session import Session
from shared.errors import MissingError, NotPermittedError
from shared.services.draft_keeping import keep_draft
from shared.services.past_prompts import past_notes, prompts_in_order
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
    ref = PromptRef(session.ref.client_id, prompt_id_of(session.ref.session_id, rank, session.swaps))
    if not any(prompt.ref == ref for prompt in finished.prompts):
        draft = _compose(pen, finished, rank, sessions)
        keep_draft(
            draft,
            ref=ref,
            rank=rank,
            session=session,
            speech_engine=session.speech_engine,
            vault=pen.vault,
            prompts=pen.prompts,
        )
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
    earlier = prompts_in_order(pen.prompts.of_client(session.ref.client_id), [each.ref for each in sessions])
    history = past_notes(earlier)
    draft = compose_chosen_note(threads[rank - 1], transcript=finished.transcript, to=to, history=history)
    if not isinstance(draft, Draft):
        raise NotPermittedError(draft.sentence)
    return draft
