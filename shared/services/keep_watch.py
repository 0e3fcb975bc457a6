"""On a schedule: finds what is overdue, unsettled or past its time, and deals with it."""

from datetime import timedelta

from shared.domain.prompt import Prompt, PromptMove, PromptState
from shared.domain.session import Flag, Session, SessionState
from shared.errors import ConflictError
from shared.messages import ExtractThreads, ForgetClient, SplitRecording, TranscribePart
from shared.ports import Clock, Consents, Notices, Outbox, Prompts, Sessions, Uploads, Vault
from shared.services import vault_paths
from shared.services.outcome import Outcome
from shared.services.send_prompt import CLAIM, lose_sight_of_claim
from shared.services.transcribe_part import give_up_part

OVERDUE = timedelta(hours=2)  # a session that has not moved for so long is told and woken again
GIVEN_UP = timedelta(hours=12)  # parts still missing then are marked lost
STRANDED = timedelta(hours=1)  # a queued prompt that was not claimed is offered again


def keep_watch(
    *,
    sessions: Sessions,
    prompts: Prompts,
    consents: Consents,
    uploads: Uploads,
    vault: Vault,
    notices: Notices,
    outbox: Outbox,
    clock: Clock,
) -> Outcome:
    """Look after everything once."""
    now = clock.now()
    late = sessions.unfinished_since(now - OVERDUE)
    for session in late:
        notices.tell(session.therapist_id, Flag.OVERDUE, session.ref, now)
        sessions.touch(session.ref)  # the next waking is another while away
        _wake(session, given_up=session.accepted_at <= now - GIVEN_UP, sessions=sessions, outbox=outbox)
    unsettled = [_look_after(prompt, prompts, notices, clock) for prompt in prompts.stranded(now)]
    outdated = sessions.outdated(now)
    for session in outdated:
        _drop_sound(session, sessions, uploads, vault)
    leaving = consents.unconfirmed(now)
    for client_id, extent in leaving:
        outbox.send(ForgetClient.model_validate({"client_id": client_id, "extent": extent}))
    return Outcome(
        "watched",
        {"late": len(late), "unsettled": sum(unsettled), "outdated": len(outdated), "leaving": len(leaving)},
    )


def _wake(session: Session, *, given_up: bool, sessions: Sessions, outbox: Outbox) -> None:
    names = {"client_id": session.ref.client_id, "session_id": session.ref.session_id}
    match session.state:
        case SessionState.ACCEPTED:
            outbox.send(SplitRecording(**names))
        case SessionState.TRANSCRIBING:
            parts = [TranscribePart(**names, number=number) for number in sorted(session.parts_missing)]
            if given_up:
                for part in parts:
                    give_up_part(part, sessions=sessions, outbox=outbox)
            else:
                outbox.send(*parts)
        case _:
            outbox.send(ExtractThreads(**names))


def _look_after(prompt: Prompt, prompts: Prompts, notices: Notices, clock: Clock) -> bool:
    now = clock.now()
    try:
        if prompt.state is PromptState.SENDING and prompt.claimed_at and prompt.claimed_at <= now - CLAIM:
            lose_sight_of_claim(prompt, prompts=prompts, notices=notices, now=now)
            return True
        if prompt.state is PromptState.QUEUED and prompt.due_at and prompt.due_at <= now - STRANDED:
            prompts.move(prompt, PromptMove.POSTPONE, {"due_at": now})
            return True
    except ConflictError:
        return False  # it moved on by itself meanwhile
    return False


def _drop_sound(session: Session, sessions: Sessions, uploads: Uploads, vault: Vault) -> None:
    uploads.delete(session.upload)
    vault.drop(session.ref.client_id, vault_paths.sound_prefix(session.ref))
    sessions.audio_gone(session.ref)
