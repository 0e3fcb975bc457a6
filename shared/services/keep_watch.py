"""On a schedule: finds what is overdue, unsettled or past its time, and deals with it."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TypeVar

from shared.domain.consent import ASKS_AGAIN, SENTENCES
from shared.domain.gates import Gate
from shared.domain.notice import NoticeKind
from shared.domain.places import policy
from shared.domain.prompt import Prompt, PromptMove, PromptState
from shared.domain.session import Session, SessionState
from shared.errors import ConflictError, MissingError, RecordingError
from shared.messages import ExtractThreads, ForgetClient, SplitRecording, TranscribePart
from shared.ports import Clock, Consents, Notices, Outbox, Prompts, Sessions, Uploads, Vault
from shared.services import vault_paths
from shared.services.gatekeeping import Gatekeeper
from shared.services.outcome import Outcome
from shared.services.refusing import refuse_session
from shared.services.send_prompt import CLAIM, lose_sight_of_claim
from shared.services.split_recording import is_half_here
from shared.services.transcribe_part import give_up_part

Found = TypeVar("Found", Session, Prompt)

OVERDUE = timedelta(hours=2)  # a session that has not moved for so long is told and woken again
LATE_WITHDRAWAL = timedelta(minutes=15)  # a withdrawal that is not carried out by then needs a person
GIVEN_UP = timedelta(hours=12)  # parts still missing then are marked lost
UNREVIEWED = "unreviewed_places"  # rows of the policy nobody has compared with their source for 90 days
STRANDED = timedelta(hours=1)  # a queued prompt that was not claimed is offered again
# For the late, the unsettled, sound and text each, of the 600 s that template.yaml gives: none may take another's time.
ENOUGH_OF_EACH = timedelta(seconds=100)
MOST_TO_DROP = 2000  # sessions read at one tick: more than there is time for


@dataclass(frozen=True, slots=True)
class Watch:
    """Everything a watch looks at and acts through."""

    sessions: Sessions
    prompts: Prompts
    consents: Consents
    gatekeeper: Gatekeeper
    uploads: Uploads
    vault: Vault
    notices: Notices
    outbox: Outbox
    clock: Clock


def keep_watch(watch: Watch) -> Outcome:
    """Look after everything once; each finding is dealt with by itself.

    Who is leaving comes first: whatever ends the tick, a withdrawal has been sent on.
    """
    now, leaving = watch.clock.now(), _send_leaving_clients_on(watch)
    unsettled = [each for each in watch.prompts.stranded(now) if _is_unsettled(each, now)]
    figures: dict[str, float] = {
        "leaving": leaving,
        "late": _one_by_one(watch, watch.sessions.unfinished_since(now - OVERDUE), _look_after_late_session),
        "unsettled": _one_by_one(watch, unsettled, _settle),
        "outdated": _one_by_one(watch, watch.sessions.outdated(now, MOST_TO_DROP), _drop_sound),
        "text_removed": _one_by_one(watch, watch.sessions.text_outdated(now, MOST_TO_DROP), _drop_text),
        "overdue": len(overdue_sessions(watch.sessions.unfinished_since(watch.clock.now()), watch.clock.now())),
        "unconfirmed": len(watch.prompts.unconfirmed(watch.clock.now())),
        "leaving_late": len(watch.consents.unconfirmed(watch.clock.now() - LATE_WITHDRAWAL)),
        UNREVIEWED: len(policy().unreviewed(watch.clock.now().date())),
    }
    return Outcome("watched", figures)


def overdue_sessions(unfinished: Iterable[Session], now: datetime) -> list[Session]:
    """Give the sessions that have stood in one state for two hours, but for those that wait for a person."""
    return [
        each for each in unfinished if each.state is not SessionState.WAITING and each.stands_since <= now - OVERDUE
    ]


def _one_by_one(watch: Watch, found: Iterable[Found], look_after: Callable[[Watch, Found], None]) -> int:
    """Look after one after another; what there is no time for, or somebody else changed, comes at the next tick."""
    until, done = watch.clock.now() + ENOUGH_OF_EACH, 0
    for each in takewhile(lambda _: watch.clock.now() < until, found):
        with suppress(ConflictError, MissingError):  # it moved on by itself meanwhile, or was forgotten
            look_after(watch, each)
            done += 1
    return done


def _look_after_late_session(watch: Watch, session: Session) -> None:
    refusal = watch.gatekeeper.refusal(Gate.TRANSCRIBE, session)
    if refusal in ASKS_AGAIN and watch.clock.now() < session.audio_until:
        _let_it_wait(watch, session)
    elif refusal is not None:
        _end(watch, session, RecordingError(refusal.value, SENTENCES[refusal]))
    elif session.state is not SessionState.WAITING:  # a person's turn, who has been told
        _wake(watch, session)


def _let_it_wait(watch: Watch, session: Session) -> None:
    """Keep what there is until the client was asked again, or the sound's time is up; untouched, so soon woken."""
    watch.notices.tell(session.therapist_id, NoticeKind.ASK_AGAIN, session.ref, watch.clock.now())


def _end(watch: Watch, session: Session, ended: RecordingError) -> None:
    # Before the move, for a session that was refused is late no more: who dies in between would leave its sound.
    watch.vault.drop(session.ref.client_id, vault_paths.session_prefix(session.ref))
    watch.uploads.delete(session.upload)
    watch.notices.tell(session.therapist_id, NoticeKind.NOT_USED, session.ref, watch.clock.now())
    refuse_session(
        session, ended, sessions=watch.sessions, uploads=watch.uploads, notices=watch.notices, clock=watch.clock
    )


def _wake(watch: Watch, session: Session) -> None:
    now = watch.clock.now()
    watch.notices.tell(session.therapist_id, _why_late(watch, session), session.ref, now)
    watch.sessions.touch(session.ref)  # the next waking is another while away
    names = {"client_id": session.ref.client_id, "session_id": session.ref.session_id}
    match session.state:
        case SessionState.ACCEPTED:
            watch.outbox.send(SplitRecording(**names))
        case SessionState.TRANSCRIBING:
            parts = [TranscribePart(**names, number=number) for number in sorted(session.parts_missing)]
            _chase(watch, parts, is_given_up=_could_go_on_since(watch, session) <= now - GIVEN_UP)
        case _:
            watch.outbox.send(ExtractThreads(**names))


def _why_late(watch: Watch, session: Session) -> NoticeKind:
    waits_for_a_file = session.state is SessionState.ACCEPTED and is_half_here(session, watch.uploads)
    return NoticeKind.FILE_MISSING if waits_for_a_file else NoticeKind.OVERDUE


def _could_go_on_since(watch: Watch, session: Session) -> datetime:
    grants = watch.consents.get(session.ref.client_id).grants.values()
    return max([session.accepted_at, *(grant.given_at for grant in grants)])  # it may have waited to be asked again


def _chase(watch: Watch, parts: list[TranscribePart], *, is_given_up: bool) -> None:
    if not is_given_up:
        watch.outbox.send(*parts)
        return
    for part in parts:
        give_up_part(part, sessions=watch.sessions, outbox=watch.outbox)


def _is_unsettled(prompt: Prompt, now: datetime) -> bool:
    if prompt.state is PromptState.SENDING:
        return prompt.claimed_at is not None and prompt.claimed_at <= now - CLAIM
    return prompt.state is PromptState.QUEUED and prompt.due_at is not None and prompt.due_at <= now - STRANDED


def _settle(watch: Watch, prompt: Prompt) -> None:
    now = watch.clock.now()
    if prompt.state is PromptState.SENDING:
        lose_sight_of_claim(prompt, prompts=watch.prompts, notices=watch.notices, now=now)
    else:
        watch.prompts.move(prompt, PromptMove.POSTPONE, {"due_at": now})


def _drop_sound(watch: Watch, session: Session) -> None:
    watch.uploads.delete(session.upload)
    watch.vault.drop(session.ref.client_id, vault_paths.sound_prefix(session.ref))
    watch.sessions.audio_gone(session.ref)


def _drop_text(watch: Watch, session: Session) -> None:
    watch.vault.drop(session.ref.client_id, vault_paths.session_prefix(session.ref))
    for prompt in watch.prompts.of_client(session.ref.client_id):
        if prompt.session == session.ref:
            _cancel_unsent(watch, prompt)
    watch.sessions.text_gone(session.ref)


def _cancel_unsent(watch: Watch, prompt: Prompt) -> None:
    with suppress(ConflictError):  # it was sent, set aside or stopped before: there is nothing to cancel
        watch.prompts.move(prompt, PromptMove.CANCEL, {"reason": "RETENTION"})


def _send_leaving_clients_on(watch: Watch) -> int:
    leaving = watch.consents.unconfirmed(watch.clock.now())
    for client_id, extent in leaving:
        watch.outbox.send(ForgetClient.model_validate({"client_id": client_id, "extent": extent}))
    return len(leaving)
