"""A client's earlier prompts in the order of their sessions: what a new note must not sound like."""

from collections.abc import Iterable, Sequence

from shared.domain.identity import SessionRef
from shared.domain.notes.note import PastNote
from shared.domain.prompt import Prompt


def prompts_in_order(prompts: Iterable[Prompt], sessions: Sequence[SessionRef]) -> list[Prompt]:
    """Give the prompts of these sessions as the sessions come, each session's by rank; their ids are in no order."""
    places = {session: place for place, session in enumerate(sessions)}
    of_them = (prompt for prompt in prompts if prompt.session in places)
    return sorted(of_them, key=lambda prompt: (places[prompt.session], prompt.rank))


def past_notes(prompts: Iterable[Prompt]) -> tuple[PastNote, ...]:
    """Give how each of them was worded."""
    return tuple(PastNote(prompt.opening_id, prompt.question_id) for prompt in prompts)
