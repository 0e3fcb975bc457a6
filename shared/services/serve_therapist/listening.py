"""Lets a therapist hear exactly what was said, for as long as the recording is kept."""

from shared.domain.identity import SessionRef
from shared.domain.session import Session
from shared.errors import MissingError
from shared.ports import Clients, Clips, Clock, Sessions, Vault
from shared.services import vault_paths
from shared.services.serve_therapist.ownership import own_client

LONGEST_S = 90.0  # a quote and its exchange; a whole session is not for listening to here


def can_be_heard(session: Session, clock: Clock) -> bool:
    """Whether the recording of a session is still kept."""
    return clock.now() < session.audio_until


def hear(
    therapist_id: str,
    ref: SessionRef,
    start_s: float,
    end_s: float,
    *,
    clients: Clients,
    sessions: Sessions,
    vault: Vault,
    clips: Clips,
    clock: Clock,
) -> bytes:
    """Give a span of a session as a WAV file.

    Raises:
        MissingError: when this therapist has no such session, its sound is gone, or nothing is there to hear.
    """
    own_client(therapist_id, ref.client_id, clients)
    session = sessions.get(ref)
    end_s = min(end_s, start_s + LONGEST_S)
    spans = [span for span in session.spans if span.has_speech and span.start_s < end_s and start_s < span.end_s]
    if not spans or not 0 <= start_s < end_s or not can_be_heard(session, clock):
        message = f"nothing to hear in session {ref.session_id}"
        raise MissingError(message)
    parts = [(span.start_s, vault.get(ref.client_id, vault_paths.sound_part(ref, span.number))) for span in spans]
    return clips.cut(parts, start_s, end_s)
