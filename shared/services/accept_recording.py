"""First step: the consent gate, before a byte of an uploaded recording is read."""

from dataclasses import dataclass, replace

from shared.domain.client import Client
from shared.domain.consent import SENTENCES, Refusal
from shared.domain.gates import Gate, refusal_at
from shared.domain.identity import (
    UNKNOWN_CLIENT,
    Owner,
    Upload,
    is_complete,
    owner_of,
    session_upload,
)
from shared.domain.retention import Retention
from shared.domain.session import Session, SessionState
from shared.errors import ConflictError, MissingError, NotPermittedError
from shared.messages import SplitRecording
from shared.ports import Clients, Clock, Consents, Declarations, Notices, Outbox, Sessions, Uploads
from shared.services.outcome import Outcome, about, skipped
from shared.services.refusing import finish_refusal

_REFUSALS: dict[str, str] = {
    "KEY": "The upload's name is not of the form recordings/THERAPIST/CLIENT/NAME. Use an upload link.",
    "SCOPE": "This therapist has no such client. Upload for one of your own clients.",
    "ALREADY_RECEIVED": "A recording was already received under this name. Ask for a new upload link for another one.",
    **{refusal.value: sentence for refusal, sentence in SENTENCES.items()},
}


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: str
    owner: Owner


def accept_recording(
    upload: Upload,
    *,
    clients: Clients,
    consents: Consents,
    declarations: Declarations,
    sessions: Sessions,
    uploads: Uploads,
    notices: Notices,
    outbox: Outbox,
    clock: Clock,
    retention: Retention,
) -> Outcome:
    """Open a session for a consented recording, or refuse it and remove the file.

    A second delivery finds the session that the first one opened and only repeats what may not
    have been done: the message to the next step, or the removal.
    """
    upload = uploads.pinned(upload)
    owner = _owned(upload, clients)
    session = _new_session(session_upload(upload), owner, clock, retention)
    if isinstance(owner, Client):
        session = _gated(session, owner, consents, declarations)
    try:
        opened = sessions.open(session)
    except ConflictError:
        opened = sessions.open(_refused(session, "ALREADY_RECEIVED"))
    except NotPermittedError:  # withdrawn since the gate was asked: nothing about the upload is kept
        uploads.delete(session.upload)
        return skipped("consent ended")
    match opened.state:
        case SessionState.ACCEPTED:
            if not is_complete(opened.upload, uploads.files(opened.upload)):
                return Outcome("waits for its other files")
            outbox.send(SplitRecording(client_id=opened.ref.client_id, session_id=opened.ref.session_id))
            return Outcome("accepted", about=about(opened.ref))
        case SessionState.REFUSED:
            return finish_refusal(opened, uploads=uploads, notices=notices, clock=clock)
        case _:
            return skipped("already under way")


def _owned(upload: Upload, clients: Clients) -> Client | _Refused:
    owner = owner_of(upload.key)
    if owner is None:
        return _Refused("KEY", Owner(UNKNOWN_CLIENT, UNKNOWN_CLIENT))
    try:
        client = clients.get(owner.client_id)
    except MissingError:
        return _Refused("SCOPE", Owner(owner.therapist_id, UNKNOWN_CLIENT))
    if client.therapist_id != owner.therapist_id:
        return _Refused("SCOPE", Owner(owner.therapist_id, UNKNOWN_CLIENT))
    return client


def _new_session(upload: Upload, owner: Client | _Refused, clock: Clock, retention: Retention) -> Session:
    whose = owner.owner if isinstance(owner, _Refused) else owner
    session = Session.of_upload(
        upload, client_id=whose.client_id, therapist_id=whose.therapist_id, at=clock.now(), retention=retention
    )
    return _refused(session, owner.reason) if isinstance(owner, _Refused) else session


def _gated(session: Session, client: Client, consents: Consents, declarations: Declarations) -> Session:
    consent = consents.get(client.client_id)
    said = declarations.get(client.client_id, session.upload.key)
    modality = said.modality if said else None
    refusal = refusal_at(Gate.UPLOAD, client, consent, session.accepted_at, modality=modality)
    if refusal is None and said is None:
        refusal = Refusal.UNDECLARED
    if refusal is not None:
        return _refused(session, refusal.value)
    return replace(session, consent_epoch=consent.epoch, modality=modality)


def _refused(session: Session, reason: str) -> Session:
    return replace(session, state=SessionState.REFUSED, reason=reason, sentence=_REFUSALS[reason])
