"""Third step: one part of the sound becomes words with times."""

from collections.abc import Callable
from pathlib import Path

from shared.domain.gates import Gate
from shared.domain.session import Session, SessionState
from shared.errors import MissingError, NotPermittedError
from shared.messages import TranscribePart
from shared.ports import Outbox, Sessions, SpeechEngine, Vault, WorkingRoom
from shared.services import vault_paths
from shared.services.documents import HEARD
from shared.services.gatekeeping import Gatekeeper
from shared.services.join import wake_reading_when_complete
from shared.services.outcome import Outcome, skipped


def transcribe_part(
    message: TranscribePart,
    *,
    sessions: Sessions,
    gatekeeper: Gatekeeper,
    vault: Vault,
    engine: SpeechEngine,
    room: WorkingRoom,
    outbox: Outbox,
    spent_usd: Callable[[], float],
) -> Outcome:
    """Transcribe one part; a part that was heard before only wakes what may still be asleep.

    `spent_usd` tells at any moment what the work on this message has cost.
    """
    session = _waiting_session(message, sessions)
    if session is None:
        return skipped("not waiting")
    if message.number not in session.parts_missing:
        wake_reading_when_complete(session, sessions=sessions, outbox=outbox)
        return skipped("heard before")
    if gatekeeper.refusal(Gate.TRANSCRIBE, session):
        return skipped("consent ended")
    try:
        heard = _hear(session, message.number, vault, engine, room)
    except (NotPermittedError, MissingError):
        return skipped("consent ended")
    micro_usd = round(spent_usd() * 1e6)
    _end(session, message.number, lost=False, micro_usd=micro_usd, sessions=sessions, outbox=outbox)
    sound_s = sum(span.end_s - span.start_s for span in session.spans if span.number == message.number)
    return Outcome("heard", {"words": heard, "sound_s": sound_s})


def give_up_part(message: TranscribePart, *, sessions: Sessions, outbox: Outbox) -> Outcome:
    """Mark a part lost for good: the transcript gets a gap there, and the session goes on."""
    session = _waiting_session(message, sessions)
    if session is None or message.number not in session.parts_missing:
        return skipped("not waiting")
    _end(session, message.number, lost=True, micro_usd=0, sessions=sessions, outbox=outbox)
    return Outcome("lost")


def _waiting_session(message: TranscribePart, sessions: Sessions) -> Session | None:
    try:
        session = sessions.get(message.ref)
    except MissingError:
        return None
    return session if session.state in {SessionState.TRANSCRIBING, SessionState.READING} else None


def _hear(session: Session, number: int, vault: Vault, engine: SpeechEngine, room: WorkingRoom) -> int:
    client_id = session.ref.client_id
    with room() as folder:
        part = Path(folder) / "part.flac"
        part.write_bytes(vault.get(client_id, vault_paths.sound_part(session.ref, number)))
        words = engine.transcribe(part)
    vault.put(client_id, session.consent_epoch, vault_paths.words(session.ref, number), HEARD.dump_json(words))
    return len(words)


def _end(session: Session, number: int, *, lost: bool, micro_usd: int, sessions: Sessions, outbox: Outbox) -> None:
    after = sessions.end_part(session.ref, number, lost=lost, micro_usd=micro_usd)
    wake_reading_when_complete(after, sessions=sessions, outbox=outbox)
