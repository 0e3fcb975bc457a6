"""Within the fourth step: what the therapist said shall never be a note for this client, also when it comes back."""

from shared.domain.session import Session
from shared.ports import Prompts, Threads


def ranks_never_drafted(session: Session, *, prompts: Prompts, threads: Threads) -> frozenset[int]:
    """Give the ranks of this session's threads that were put aside for good in an earlier session."""
    client_id = session.ref.client_id
    never = {(prompt.session, prompt.rank) for prompt in prompts.of_client(client_id) if prompt.is_never}
    if not never:
        return frozenset()
    kept = threads.of_client(client_id)
    ended = (thread for thread in kept if any((seen.session, seen.rank) in never for seen in thread.sightings))
    return frozenset(rank for thread in ended if (rank := thread.rank_in(session.ref)))
