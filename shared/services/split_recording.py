"""Second step: the recording is decoded, cut at silences into parts, and sealed part by part."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from shared.domain.consent import ASKS_AGAIN, SENTENCES
from shared.domain.gates import Gate
from shared.domain.identity import is_complete
from shared.domain.session import Flag, Session, SessionMove, SessionState, Span
from shared.domain.sound.parts import SoundFile, SoundPart, SplitSound
from shared.errors import MissingError, NotPermittedError, RecordingError
from shared.messages import SplitRecording, TranscribePart
from shared.ports import Clock, Notices, Outbox, Sessions, SoundSplitter, Uploads, Vault, WorkingRoom
from shared.services import vault_paths
from shared.services.documents import VOICES
from shared.services.gatekeeping import Gatekeeper
from shared.services.join import wake_reading_when_complete
from shared.services.outcome import Outcome, skipped
from shared.services.refusing import CONSENT_CHANGED, OBJECT_GONE, finish_refusal, refuse_session

FILES_WAITED_FOR = timedelta(hours=12)  # then a session goes on with the files that came


def split_recording(
    message: SplitRecording,
    *,
    sessions: Sessions,
    gatekeeper: Gatekeeper,
    uploads: Uploads,
    splitter: SoundSplitter,
    room: WorkingRoom,
    vault: Vault,
    notices: Notices,
    outbox: Outbox,
    clock: Clock,
) -> Outcome:
    """Cut a session's recording into sealed parts and ask for each to be transcribed."""
    try:
        session = sessions.get(message.ref)
    except MissingError:
        return skipped("forgotten")
    match session.state:
        case SessionState.ACCEPTED if not _waits(session, uploads, gatekeeper, clock):
            pass
        case SessionState.TRANSCRIBING:
            return _wake(session, sessions, outbox)
        case SessionState.REFUSED:
            return finish_refusal(session, uploads=uploads, notices=notices, clock=clock)
        case _:
            return skipped(session.state)
    try:
        _ask_again(session, gatekeeper)
        cut = _cut(session, uploads, splitter, vault, room)
    except RecordingError as error:
        return refuse_session(session, error, sessions=sessions, uploads=uploads, notices=notices, clock=clock)
    woken = _wake(_moved(session, cut, sessions, uploads), sessions, outbox)
    return replace(woken, figures={**woken.figures, **_figures(cut)})


def _waits(session: Session, uploads: Uploads, gatekeeper: Gatekeeper, clock: Clock) -> bool:
    """Tell whether a session's other files are on their way, or its client is to be asked again."""
    is_early = is_half_here(session, uploads) and not _was_waited_for(session, clock)
    return is_early or gatekeeper.refusal(Gate.DECODE, session) in ASKS_AGAIN


def is_half_here(session: Session, uploads: Uploads) -> bool:
    """Tell whether some of a session's files have come, and others not."""
    files = uploads.files(session.upload)
    return bool(files) and not is_complete(session.upload, files)


def _was_waited_for(session: Session, clock: Clock) -> bool:
    return session.accepted_at <= clock.now() - FILES_WAITED_FOR


def _ask_again(session: Session, gatekeeper: Gatekeeper) -> None:
    refusal = gatekeeper.refusal(Gate.DECODE, session)
    if refusal is not None:
        raise RecordingError(refusal.value, SENTENCES[refusal])


def _cut(session: Session, uploads: Uploads, splitter: SoundSplitter, vault: Vault, room: WorkingRoom) -> SplitSound:
    with room() as folder:
        parts_folder = Path(folder) / "parts"
        parts_folder.mkdir()
        cut = splitter.split(_fetch(session, uploads, Path(folder)), parts_folder)
        for part in cut.parts:
            if part.has_speech:
                _seal(session, vault_paths.sound_part(session.ref, part.number), part.path.read_bytes(), vault)
    _seal(session, vault_paths.voices(session.ref), VOICES.dump_json(cut.voices), vault)
    return cut


def _fetch(session: Session, uploads: Uploads, folder: Path) -> list[SoundFile]:
    fetched: list[SoundFile] = []
    try:
        for number, upload in enumerate(uploads.files(session.upload)):
            path = folder / f"recording-{number:02d}"
            marks = uploads.off_record(upload)
            uploads.fetch(upload, path)
            fetched.append(SoundFile(path, marks))
    except MissingError:
        raise OBJECT_GONE from None
    if not fetched:
        raise OBJECT_GONE
    return fetched


def _seal(session: Session, path: str, content: bytes, vault: Vault) -> None:
    try:
        vault.put(session.ref.client_id, session.consent_epoch, path, content)
    except NotPermittedError:
        raise CONSENT_CHANGED from None


def _moved(session: Session, cut: SplitSound, sessions: Sessions, uploads: Uploads) -> Session:
    recording, parts = cut.recording, cut.parts
    spans = tuple(Span(part.number, part.start_s, part.end_s, part.has_speech) for part in parts)
    known = {*session.flags, *recording.flags, *_silence(parts), *_missing(session, uploads)}
    changes = {
        "duration_s": recording.duration_s,
        "flags": sorted(known),
        "spans": spans,
        "off_record": cut.off_record,
    }
    return sessions.move(session.ref, SessionMove.PARTS_CUT, changes)


def _missing(session: Session, uploads: Uploads) -> set[str]:
    is_missing = session.upload.is_folder and is_half_here(session, uploads)
    return {Flag.FILE_MISSING.value} if is_missing else set()


def _figures(cut: SplitSound) -> dict[str, float]:
    return {"sound_s": cut.recording.duration_s, "forced_cuts": sum(part.forced_cut for part in cut.parts)}


def _silence(parts: tuple[SoundPart, ...]) -> set[str]:
    return set() if any(part.has_speech for part in parts) else {Flag.NO_SPEECH.value}


def _wake(session: Session, sessions: Sessions, outbox: Outbox) -> Outcome:
    silent = [span.number for span in session.spans if not span.has_speech]
    for number in silent:
        session = sessions.end_part(session.ref, number, lost=False)
    names = {"client_id": session.ref.client_id, "session_id": session.ref.session_id}
    waiting = sorted(session.parts_missing)
    outbox.send(*(TranscribePart(**names, number=number) for number in waiting))
    wake_reading_when_complete(session, sessions=sessions, outbox=outbox)
    return Outcome("split", {"parts": len(session.spans), "silent_parts": len(silent)})
