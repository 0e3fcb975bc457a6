"""On a schedule: a made-up session goes the whole way, one act a tick, and its erasure is proved.

It speaks for a therapist through the services that the doors use. Whatever stops it is its trouble; it
is erased all the same, and only an erasure that left nothing ends well.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from shared.domain.client import Client, Dial, Profile
from shared.domain.consent import Purpose, grant_today
from shared.domain.declaration import Declaration
from shared.domain.identity import UPLOADS, Upload
from shared.domain.places import Modality
from shared.domain.prompt import Prompt, PromptState
from shared.domain.rehearsal import MAILBOX, PATIENCE, THERAPIST, Rehearsal, rehearsal_at
from shared.domain.sending import MIDNIGHT
from shared.domain.session import Session, SessionState
from shared.domain.words import Words
from shared.errors import PermanentError
from shared.ports import (
    Clients,
    Clock,
    Consents,
    Declarations,
    Erasures,
    Ledger,
    Outbox,
    Prompts,
    Rehearsals,
    Sessions,
    Uploads,
    Vault,
)
from shared.services.end_consent import end_consent
from shared.services.outcome import Outcome, skipped
from shared.services.serve_therapist.enrolment import enrol_once
from shared.services.serve_therapist.review import Pen, approve_draft, open_evidence
from shared.services.serve_therapist.speakers import name_voices, show_voices
from shared.services.serve_therapist.uploading import permit_upload

_NAME = "rehearsal.opus"
_UNDER_WAY = frozenset({PromptState.APPROVED, PromptState.QUEUED, PromptState.SENDING, PromptState.UNCONFIRMED})


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """Everything a rehearsal acts through and looks at."""

    rehearsals: Rehearsals
    clients: Clients
    consents: Consents
    declarations: Declarations
    sessions: Sessions
    prompts: Prompts
    uploads: Uploads
    vault: Vault
    ledger: Ledger
    erasures: Erasures
    outbox: Outbox
    clock: Clock
    undo_for: timedelta


def rehearse_session(stage: Rehearsing, recording: Path) -> Outcome:
    """Do the next act of the latest rehearsal, or begin one a day after the last."""
    latest, now = stage.rehearsals.latest(), stage.clock.now()
    if latest is None or latest.is_over(now):
        return _begin(stage, rehearsal_at(now), recording)
    if latest.ended_at is not None:
        return skipped("the day's rehearsal is over")
    if stage.consents.get(latest.client_id).withdrawn_at is not None:
        return _look_after_the_erasure(stage, latest)
    if latest.is_late(now):
        return _leave(stage, latest, f"took longer than {PATIENCE.total_seconds() / 3600:.0f} hours")
    try:
        return _act(stage, latest)
    except PermanentError as error:
        return _leave(stage, latest, type(error).__name__)


def _begin(stage: Rehearsing, rehearsal: Rehearsal, recording: Path) -> Outcome:
    stage.rehearsals.keep(rehearsal)  # first: one that dies here is found to be late
    client_id, now = rehearsal.client_id, rehearsal.began_at
    any_hour = Dial(opens=MIDNIGHT, closes=MIDNIGHT)
    profile = Profile(Words("Robin"), Words(MAILBOX), Words("Dana"))
    enrol_once(Client(client_id, THERAPIST, profile, any_hour, is_adult=True), clients=stage.clients)
    grant = grant_today(now, now + 2 * PATIENCE, THERAPIST)
    stage.consents.grant(client_id, dict.fromkeys((Purpose.RECORD, Purpose.READ, Purpose.MAIL), grant))
    permit_upload(
        THERAPIST,
        client_id,
        _NAME,
        Declaration(Modality.ROOM),
        clients=stage.clients,
        consents=stage.consents,
        declarations=stage.declarations,
        clock=stage.clock,
    )
    stage.uploads.put(THERAPIST, client_id, _NAME, recording.read_bytes())
    return Outcome("began", about={"client_id": client_id})


def _act(stage: Rehearsing, rehearsal: Rehearsal) -> Outcome:
    sessions = stage.sessions.of_client(rehearsal.client_id)
    if not sessions:
        return skipped("the upload was not seen yet")
    (session, *_) = sessions
    match session.state:
        case SessionState.REFUSED | SessionState.FAILED:
            return _leave(stage, rehearsal, f"{session.state}: {session.reason}")
        case SessionState.WAITING:
            return _name_voices(stage, session)
        case SessionState.READY:
            return _see_to_the_note(stage, rehearsal)
        case _:
            return skipped(session.state)


def _name_voices(stage: Rehearsing, session: Session) -> Outcome:
    shown = show_voices(THERAPIST, session.ref, clients=stage.clients, sessions=stage.sessions, vault=stage.vault)
    name_voices(
        THERAPIST,
        session.ref,
        {voice.number: voice.guess for voice in shown.voices},
        clients=stage.clients,
        sessions=stage.sessions,
        vault=stage.vault,
        outbox=stage.outbox,
    )
    return Outcome("named the voices")


def _see_to_the_note(stage: Rehearsing, rehearsal: Rehearsal) -> Outcome:
    prompts = sorted(stage.prompts.of_client(rehearsal.client_id), key=lambda prompt: prompt.rank)
    if not prompts:
        return _leave(stage, rehearsal, "nothing was drafted")
    states = {prompt.state for prompt in prompts}
    if PromptState.SENT in states:
        return _leave(stage, rehearsal, "")
    if states & _UNDER_WAY:
        return skipped("the note is on its way")
    if prompts[0].state is not PromptState.DRAFTED:
        return _leave(stage, rehearsal, f"the note is {prompts[0].state}")
    return _approve(stage, prompts[0])


def _approve(stage: Rehearsing, prompt: Prompt) -> Outcome:
    pen = Pen(THERAPIST, stage.clients, stage.consents, stage.prompts, stage.vault, stage.clock)
    open_evidence(pen, prompt.ref)
    approve_draft(pen, prompt.ref, prompt.text_hash, send_at=None, undo_for=stage.undo_for)
    return Outcome("approved")


def _leave(stage: Rehearsing, rehearsal: Rehearsal, trouble: str) -> Outcome:
    stage.rehearsals.keep(replace(rehearsal, trouble=trouble))
    end_consent(rehearsal.client_id, "everything", consents=stage.consents, outbox=stage.outbox, clock=stage.clock)
    return Outcome(f"leaves: {trouble}" if trouble else "leaves")


def _look_after_the_erasure(stage: Rehearsing, rehearsal: Rehearsal) -> Outcome:
    if not stage.erasures.of_client(rehearsal.client_id):
        if not rehearsal.is_late(stage.clock.now() - PATIENCE):  # twice as long: it may have left late
            return skipped("is being erased")
        return _end(stage, replace(rehearsal, trouble=rehearsal.trouble or "was not erased"))
    trouble = "; ".join(filter(None, (rehearsal.trouble, _left(stage, rehearsal.client_id))))
    return _end(stage, replace(rehearsal, trouble=trouble))


def _left(stage: Rehearsing, client_id: str) -> str:
    """Say in counts what an erasure left behind; nothing but the proof of consent may be."""
    rows = stage.ledger.erasable(client_id)
    objects = stage.vault.paths(client_id)
    recordings = stage.uploads.files(Upload(f"{UPLOADS}{THERAPIST}/{client_id}/", ""))
    counts = {"rows": len(rows), "objects": len(objects), "recordings": len(recordings)}
    return ", ".join(f"{count} {what} left" for what, count in counts.items() if count)


def _end(stage: Rehearsing, rehearsal: Rehearsal) -> Outcome:
    stage.rehearsals.keep(replace(rehearsal, ended_at=stage.clock.now()))
    if rehearsal.trouble:
        return Outcome(f"failed: {rehearsal.trouble}", {"failed": 1})
    return Outcome("passed", {"passed": 1})
