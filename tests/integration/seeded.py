"""A read session with one draft, put where extract_threads leaves it: no part of the flow is played."""

from world import World

from shared.domain.client import Client
from shared.domain.identity import PromptRef, Upload, prompt_id_of
from shared.domain.notes.brief import write_brief
from shared.domain.notes.brief_lines import BriefHistory
from shared.domain.notes.compose import compose_note
from shared.domain.notes.note import Addressee, Draft
from shared.domain.prompt import Prompt, PromptState
from shared.domain.retention import Retention
from shared.domain.session import Session, SessionMove
from shared.domain.threads import EmotionalThread, Evidence, Reading, Why
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.runtime import wiring
from shared.services import documents, vault_paths

SAID = "I keep her coat in the hall and I cannot move it"


def seed_draft(world: World, client: Client, *, name: str = "seeded.wav") -> Prompt:
    """Put a read session with one draft into the ledger and the vault, as extract_threads leaves it."""
    stores, now = wiring.stores(), world.clock.now()
    upload = Upload(f"recordings/{client.therapist_id}/{client.client_id}/{name}", "v1")
    epoch = stores.consents.get(client.client_id).epoch
    session = Session.of_upload(
        upload,
        client_id=client.client_id,
        therapist_id=client.therapist_id,
        at=now,
        retention=Retention(),
        epoch=epoch,
    )
    stores.sessions.open(session)
    for move in (SessionMove.PARTS_CUT, SessionMove.WORDS_COMPLETE, SessionMove.THREADS_FOUND):
        stores.sessions.move(session.ref, move)
    transcript = Transcript(
        (Turn(0, Speaker.CLIENT, 1.0, 4.0, SAID), Turn(1, Speaker.THERAPIST, 4.0, 5.0, "And work?"))
    )
    thread = EmotionalThread(
        0, SAID, "the coat in the hall", (Why.SHIFT,), 1.0, 4.0, (0,), (Evidence(Why.SHIFT, 0, 1),)
    )
    reading = Reading((thread,), (), "seeded")
    draft = compose_note(thread, transcript=transcript, to=Addressee(client.profile.name.reveal(), "Dana"), history=())
    assert isinstance(draft, Draft)
    ref = PromptRef(client.client_id, prompt_id_of(session.ref.session_id, 1))
    brief = write_brief(reading, transcript=transcript, history=BriefHistory())
    papers = {
        vault_paths.transcript(session.ref): documents.TRANSCRIPT.dump_json(transcript),
        vault_paths.reading(session.ref): documents.READING.dump_json(reading),
        vault_paths.brief(session.ref): documents.BRIEF.dump_json(brief),
        vault_paths.draft(session.ref, ref): documents.DRAFT.dump_json(draft),
        vault_paths.note(session.ref, draft.note.text_hash): documents.NOTE.dump_json(draft.note),
    }
    for path, content in papers.items():
        stores.vault.put(client.client_id, epoch, path, content)
    prompt = Prompt(ref, session.ref, client.therapist_id, 1, PromptState.DRAFTED, draft.note.text_hash, epoch)
    stores.prompts.add(prompt)
    return prompt
