"""How long a therapist waited for a session to be read, for the one figure that says whether the flow is quick."""

from datetime import datetime

from shared.domain.session import Session, SessionState


def waited(session: Session, now: datetime) -> dict[str, float]:
    """Give the seconds from the upload to the transcript and to the brief.

    Nothing is given where the flow itself waited for the therapist in between, or reads a session again.
    """
    read_before = {SessionState.WAITING, SessionState.READY} & set(session.reached)
    if read_before or SessionState.READING not in session.reached:
        return {}
    to_transcript = session.reached[SessionState.READING] - session.accepted_at
    to_brief = now - session.accepted_at
    return {"to_transcript_s": to_transcript.total_seconds(), "to_brief_s": to_brief.total_seconds()}
