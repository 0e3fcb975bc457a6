"""Fourth step: the parts become a transcript, the transcript a reading, the reading a brief and drafts."""

from shared.domain.gates import Gate, rules_for
from shared.domain.notes.own_wording import OwnWording
from shared.domain.notice import NoticeKind
from shared.domain.places import Rules
from shared.domain.session import Flag, Session, SessionMove, SessionState
from shared.domain.threads import Reading
from shared.domain.transcript import ROUGH_ENGINES, Transcript
from shared.errors import MissingError, NotPermittedError
from shared.messages import ExtractThreads
from shared.ports import (
    Clients,
    Clock,
    Likeness,
    NoteWriter,
    Notices,
    Prompts,
    SessionReader,
    Sessions,
    Threads,
    Vault,
)
from shared.services.follow_threads import follow_threads
from shared.services.gatekeeping import Gatekeeper
from shared.services.never_again import ranks_never_drafted
from shared.services.outcome import Outcome, skipped
from shared.services.session_desk import SURE_OF_SPEAKERS, SessionDesk
from shared.services.waiting import waited


def extract_threads(
    message: ExtractThreads,
    *,
    sessions: Sessions,
    clients: Clients,
    gatekeeper: Gatekeeper,
    prompts: Prompts,
    vault: Vault,
    reader: SessionReader,
    writer: NoteWriter,
    threads: Threads,
    likeness: Likeness,
    plain_reader: SessionReader,
    plain_likeness: Likeness,
    notices: Notices,
    clock: Clock,
    speech_engine: str,
) -> Outcome:
    """Read a transcribed session and leave a brief and drafts for the therapist, as far as the place allows.

    Where software may not infer feelings the plain reader reads; where no note may go to a client,
    nothing is drafted and the brief holds excerpts only.

    Everything is derived from the parts and the sessions before, so a second delivery writes the same again.
    """
    try:
        session = sessions.get(message.ref)
        client = clients.get(message.client_id)
    except MissingError:
        return skipped("forgotten")
    if session.state is not SessionState.READING:
        return skipped(session.state)
    if gatekeeper.refusal(Gate.DRAFT, session):
        return skipped("consent ended")
    rules = rules_for(client, clock.now())
    if not rules.labels:
        reader, likeness, writer = plain_reader, plain_likeness, OwnWording()
    desk = SessionDesk(session, vault, speech_engine, rules, sessions.of_client(client.client_id))
    try:
        transcript = desk.write_transcript()
        if transcript.turns and transcript.speaker_confidence < SURE_OF_SPEAKERS:
            return _ask_who_is_who(session, sessions=sessions, notices=notices, clock=clock)
        reading = desk.write_reading(reader, transcript)
        followed = follow_threads(session, reading, threads=threads, vault=vault, likeness=likeness)
        never = ranks_never_drafted(session, prompts=prompts, threads=threads)
        drafts = desk.write_drafts(reading, transcript, client, prompts, writer, never)
        desk.write_brief(reading, transcript, prompts, followed)
    except NotPermittedError:
        return skipped("consent ended")
    flags = _flags(session, transcript, reading, speech_engine) | _limits(rules)
    changes = {"flags": sorted(flags), "speech_engine": speech_engine, "reading_engine": reading.engine}
    if reading.risk:  # before the move: who dies in between comes again, and after it nobody would
        notices.tell(session.therapist_id, NoticeKind.RISK, session.ref, clock.now())
    sessions.move(session.ref, SessionMove.THREADS_FOUND, changes)
    figures: dict[str, float] = {
        "threads": len(reading.threads),
        "risk_lines": len(reading.risk),
        "drafts": drafts,
        "partial": int(Flag.PARTIAL in flags),
        "came_back": len(followed.came_back),
        "finished": len(followed.finished),
    }
    if SessionState.READY not in session.reached:  # read again after a correction, it costs no more listening
        figures["heard_usd"] = session.heard_micro_usd / 1e6
    return Outcome("ready", {**figures, **waited(session, clock.now())})


def _ask_who_is_who(session: Session, *, sessions: Sessions, notices: Notices, clock: Clock) -> Outcome:
    """Wait for the therapist to say whose each voice is, by its words and its sound."""
    notices.tell(session.therapist_id, NoticeKind.SPEAKERS_UNSURE, session.ref, clock.now())
    sessions.move(session.ref, SessionMove.ASK_SPEAKERS, {"flags": sorted({*session.flags, Flag.SPEAKERS_UNSURE})})
    return Outcome("waits for the therapist to say who is who")


def _flags(session: Session, transcript: Transcript, reading: Reading, speech_engine: str) -> set[str]:
    raised = {
        Flag.PARTIAL: any(not gap.is_off_record for gap in transcript.gaps),
        Flag.ROUGH_SPEECH: speech_engine in ROUGH_ENGINES,
        Flag.SPEAKERS_UNSURE: transcript.speaker_confidence < SURE_OF_SPEAKERS,
        Flag.RISK: bool(reading.risk),
        Flag.NOTHING_OPEN: not reading.threads,
    }
    return {*session.flags, *(flag.value for flag, is_raised in raised.items() if is_raised)}


def _limits(rules: Rules) -> set[str]:
    limited = {Flag.PLAIN_READING: not rules.labels, Flag.EXCERPTS_ONLY: not rules.client_mail}
    return {flag.value for flag, is_raised in limited.items() if is_raised}
