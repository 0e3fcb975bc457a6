"""What a therapist sees of a session: how far it is, what was found, the brief."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.domain.client import Client
from shared.domain.identity import SessionRef, prompt_id_of
from shared.domain.notes.brief import with_shared
from shared.domain.notes.brief_lines import SharedLine
from shared.domain.notes.brief_screen import Brief
from shared.domain.prompt import Prompt
from shared.domain.session import Session, SessionState
from shared.domain.threads import Reading
from shared.domain.transcript import Transcript
from shared.errors import MissingError
from shared.ports import Clients, Prompts, Replies, Sessions, Threads, Vault
from shared.services import vault_paths
from shared.services.documents import BRIEF, READING, TRANSCRIPT
from shared.services.papers_at_hand import PapersAtHand
from shared.services.serve_therapist.ownership import own_client
from shared.services.serve_therapist.replies import words_of
from shared.services.serve_therapist.threads import ThreadView, views_of


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything made from a session that was read to its end."""

    client: Client
    session: Session
    transcript: Transcript
    reading: Reading
    brief: Brief
    prompts: tuple[Prompt, ...]
    kept: tuple[ThreadView, ...] = ()


def list_sessions(therapist_id: str, client_id: str, *, clients: Clients, sessions: Sessions) -> Sequence[Session]:
    """Every session of one of the therapist's clients, oldest first."""
    own_client(therapist_id, client_id, clients)
    return sessions.of_client(client_id)


def show_session(therapist_id: str, ref: SessionRef, *, clients: Clients, sessions: Sessions) -> Session:
    """How far a session is; MissingError when this therapist has no such session."""
    own_client(therapist_id, ref.client_id, clients)
    return sessions.get(ref)


def show_finished(
    therapist_id: str,
    ref: SessionRef,
    *,
    clients: Clients,
    sessions: Sessions,
    prompts: Prompts,
    threads: Threads,
    replies: Replies,
    vault: Vault,
) -> Finished:
    """Everything made from a session; the brief also holds what the client has put under notes since, and shares now.

    Raises:
        MissingError: when this therapist has no such session, or it is not ready.
    """
    client, session = own_client(therapist_id, ref.client_id, clients), sessions.get(ref)
    if session.state is not SessionState.READY:
        message = f"session {ref.session_id} is not ready to be read: it is {session.state}"
        raise MissingError(message)
    drafted = tuple(prompt for prompt in prompts.of_client(ref.client_id) if _is_of_this_reading(prompt, session))
    paths = [vault_paths.transcript(ref), vault_paths.reading(ref), vault_paths.brief(ref)]
    papers = PapersAtHand(vault, ref.client_id, paths)
    return Finished(
        client,
        session,
        TRANSCRIPT.validate_json(papers.get(ref.client_id, vault_paths.transcript(ref))),
        READING.validate_json(papers.get(ref.client_id, vault_paths.reading(ref))),
        with_shared(_kept_brief(ref, papers), _shared_since(session, replies, vault)),
        drafted,
        tuple(views_of([thread for thread in threads.of_client(ref.client_id) if thread.rank_in(ref)], papers)),
    )


def _is_of_this_reading(prompt: Prompt, session: Session) -> bool:
    """Leave out what was made before the speakers were swapped: a rank means another thread then."""
    own = prompt_id_of(session.ref.session_id, prompt.rank, session.swaps)
    return prompt.session == session.ref and prompt.ref.prompt_id == own


def _kept_brief(ref: SessionRef, vault: Vault) -> Brief:
    return BRIEF.validate_json(vault.get(ref.client_id, vault_paths.brief(ref)))


def _shared_since(session: Session, replies: Replies, vault: Vault) -> Sequence[SharedLine]:
    """Give the lines shared just now, newest first; one that was taken back is in no brief any more."""
    put = (reply for reply in replies.of_client(session.ref.client_id) if reply.put_at >= session.accepted_at)
    shared = [(reply.shared_at, reply) for reply in put if reply.shared_at is not None]
    newest = sorted(shared, key=lambda each: each[0], reverse=True)
    return [SharedLine(words_of(reply, vault), at.date()) for at, reply in newest]
