"""How a session ends early: the reason stays, the sound goes, the therapist is told."""

from shared.domain.consent import SENTENCES, Refusal
from shared.domain.notice import NoticeKind
from shared.domain.session import Session, SessionMove
from shared.errors import RecordingError
from shared.ports import Clock, Notices, Sessions, Uploads
from shared.services.outcome import Outcome, about

OBJECT_GONE = RecordingError("OBJECT_GONE", "The recording was removed before it was read. Upload it again.")
CONSENT_CHANGED = RecordingError(Refusal.CHANGED.value, SENTENCES[Refusal.CHANGED])


def refuse_session(
    session: Session, error: RecordingError, *, sessions: Sessions, uploads: Uploads, notices: Notices, clock: Clock
) -> Outcome:
    """Refuse a session for good, with a sentence the therapist can act on."""
    changes = {"reason": error.reason, "sentence": str(error)}
    refused = sessions.move(session.ref, SessionMove.REFUSE, changes)
    return finish_refusal(refused, uploads=uploads, notices=notices, clock=clock)


def finish_refusal(session: Session, *, uploads: Uploads, notices: Notices, clock: Clock) -> Outcome:
    """Remove a refused session's sound and tell the therapist; doing it twice changes nothing."""
    uploads.delete(session.upload)
    notices.tell(session.therapist_id, NoticeKind.NOT_USED, session.ref, clock.now())
    return Outcome(f"refused: {session.reason}", about=about(session.ref))
