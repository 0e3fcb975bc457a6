"""Whoever ends the last part wakes the reading: by the set of parts, never by a count."""

from contextlib import suppress

from shared.domain.session import Session, SessionMove, SessionState
from shared.errors import ConflictError
from shared.messages import ExtractThreads
from shared.ports import Outbox, Sessions


def wake_reading_when_complete(session: Session, *, sessions: Sessions, outbox: Outbox) -> None:
    """Move a session whose parts have all ended on to its reading, and say so.

    Several workers may find the session complete at once; the reading gives the same result
    however often it is woken. The message goes even where the move was made before, for the one
    who made it may have died before sending.
    """
    if not session.is_transcribed:
        return
    if session.state is SessionState.TRANSCRIBING:
        with suppress(ConflictError):  # another worker was first; its message may be lost, ours is not
            sessions.move(session.ref, SessionMove.WORDS_COMPLETE)
    outbox.send(ExtractThreads(client_id=session.ref.client_id, session_id=session.ref.session_id))
