"""Keeps a draft, whoever made it: its words sealed by their hash, then the row that rests on them."""

from shared.domain.identity import PromptRef
from shared.domain.notes.note import Draft
from shared.domain.prompt import Prompt, PromptState
from shared.domain.session import Session
from shared.domain.transcript import ROUGH_ENGINES
from shared.ports import Prompts, Vault
from shared.services import vault_paths
from shared.services.documents import DRAFT, NOTE


def keep_draft(
    draft: Draft, *, ref: PromptRef, rank: int, session: Session, speech_engine: str, vault: Vault, prompts: Prompts
) -> None:
    """Keep a draft of a session's thread; keeping it twice changes nothing.

    Raises:
        NotPermittedError: when consent is no longer in force.
    """
    papers = {
        vault_paths.draft(session.ref, ref): DRAFT.dump_json(draft),
        vault_paths.note(session.ref, draft.note.text_hash): NOTE.dump_json(draft.note),
    }
    for path, content in papers.items():
        vault.put(ref.client_id, session.consent_epoch, path, content)
    prompts.add(
        Prompt(
            ref=ref,
            session=session.ref,
            therapist_id=session.therapist_id,
            rank=rank,
            state=PromptState.DRAFTED,
            text_hash=draft.note.text_hash,
            consent_epoch=session.consent_epoch,
            is_rough=speech_engine in ROUGH_ENGINES,
            opening_id=draft.opening_id,
            question_id=draft.question_id,
        )
    )
