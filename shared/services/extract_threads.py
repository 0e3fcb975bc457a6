"""Fourth step: the parts become a transcript, the transcript a reading, the reading a brief and drafts."""

from collections.abc import Iterator, Sequence

from shared.domain.client import Client
from shared.domain.gates import Gate, rules_for
from shared.domain.identity import PromptRef, SessionRef, prompt_id_of
from shared.domain.notes.brief import write_brief
from shared.domain.notes.brief_lines import BriefHistory, SentNote
from shared.domain.notes.compose import compose_note
from shared.domain.notes.excerpts import excerpts_only
from shared.domain.notes.note import Addressee, Draft, PastNote, with_past
from shared.domain.notes.own_wording import OwnWording
from shared.domain.notice import NoticeKind
from shared.domain.places import Rules
from shared.domain.prompt import Prompt
from shared.domain.session import Flag, Session, SessionMove, SessionState
from shared.domain.sound.join import PartWords, join_parts
from shared.domain.sound.voices import VoiceStretch
from shared.domain.threads import Reading
from shared.domain.transcript import ROUGH_ENGINES, Speaker, Transcript, Word
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
from shared.services import vault_paths
from shared.services.documents import BRIEF, DRAFT, HEARD, READING, TRANSCRIPT, VOICES
from shared.services.draft_keeping import keep_draft
from shared.services.follow_threads import Followed, follow_threads
from shared.services.gatekeeping import Gatekeeper
from shared.services.never_again import ranks_never_drafted
from shared.services.outcome import Outcome, skipped
from shared.services.waiting import waited

SHOWN_IN_BRIEF = 2  # the latest notes that went out
SURE_OF_SPEAKERS = 0.6  # below it a person says who is who before anything is drafted


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
    desk = _Desk(session, vault, speech_engine, rules, sessions.of_client(client.client_id))
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
    figures = {"threads": len(reading.threads), "risk_lines": len(reading.risk), "drafts": drafts}
    figures |= {"partial": int(bool(transcript.gaps))}
    return Outcome(
        "ready",
        {
            **figures,
            **waited(session, clock.now()),
            "came_back": len(followed.came_back),
            "finished": len(followed.finished),
        },
    )


def _ask_who_is_who(session: Session, *, sessions: Sessions, notices: Notices, clock: Clock) -> Outcome:
    """Wait for the therapist to say whose each voice is, by its words and its sound."""
    notices.tell(session.therapist_id, NoticeKind.SPEAKERS_UNSURE, session.ref, clock.now())
    sessions.move(session.ref, SessionMove.ASK_SPEAKERS, {"flags": sorted({*session.flags, Flag.SPEAKERS_UNSURE})})
    return Outcome("waits for the therapist to say who is who")


class _Desk:
    """One session's papers, each written to the vault as soon as it is made."""

    def __init__(self, session: Session, vault: Vault, engine: str, rules: Rules, sessions: Sequence[Session]) -> None:
        self._session = session
        self._before = {
            each.ref: place for place, each in enumerate(sessions) if each.accepted_at < session.accepted_at
        }
        self._vault = vault
        self._engine = engine
        self._rules = rules

    def write_transcript(self) -> Transcript:
        session = self._session
        parts = [
            PartWords(span.number, span.start_s, span.end_s, self._heard(span.number, has_speech=span.has_speech))
            for span in session.spans
        ]
        transcript = join_parts(
            parts,
            engine=self._engine,
            voices=self._voices(),
            named=session.voices,
            lines=session.lines,
            off_record=session.off_record,
        )
        self._put(vault_paths.transcript(session.ref), TRANSCRIPT.dump_json(transcript))
        return transcript

    def write_reading(self, reader: SessionReader, transcript: Transcript) -> Reading:
        """Read once: a second delivery keeps to the first reading, which a model might not give again."""
        ref, swaps = self._session.ref, self._session.swaps
        shown = vault_paths.reading(ref)
        own = vault_paths.reading_again(ref, swaps) if swaps else shown
        try:
            reading = READING.validate_json(self._vault.get(ref.client_id, own))
        except MissingError:
            reading = reader.read(transcript)
            self._put(own, READING.dump_json(reading))
        if own != shown:
            self._put(shown, READING.dump_json(reading))
        return reading

    def write_drafts(
        self,
        reading: Reading,
        transcript: Transcript,
        client: Client,
        prompts: Prompts,
        writer: NoteWriter,
        never: frozenset[int],
    ) -> int:
        if not self._rules.client_mail:
            return 0
        if reading.holds_drafts or transcript.speaker_confidence < SURE_OF_SPEAKERS:
            return 0
        profile = client.profile
        addressee = Addressee(profile.name.reveal(), profile.therapist_name.reveal(), client.dial.pace)
        history = _history(self._earlier(prompts))
        spoken = [turn.text for turn in transcript.by(Speaker.CLIENT)]
        written = 0
        for rank, thread in enumerate(reading.threads, start=1):
            draft = compose_note(thread, transcript=transcript, to=addressee, history=history)
            history = with_past(history, draft)
            if isinstance(draft, Draft) and rank not in never:
                ref = PromptRef(client.client_id, prompt_id_of(self._session.ref.session_id, rank, self._session.swaps))
                draft = self._drafted(ref) or writer.word(draft, addressee, spoken=spoken)
                keep_draft(
                    draft,
                    ref=ref,
                    rank=rank,
                    session=self._session,
                    speech_engine=self._engine,
                    vault=self._vault,
                    prompts=prompts,
                )
                written += 1
        return written

    def write_brief(self, reading: Reading, transcript: Transcript, prompts: Prompts, followed: Followed) -> None:
        history = BriefHistory(tuple(self._sent_before(prompts)), followed.came_back, followed.finished)
        brief = write_brief(reading, transcript=transcript, history=history)
        brief = brief if self._rules.client_mail else excerpts_only(brief)
        self._put(vault_paths.brief(self._session.ref), BRIEF.dump_json(brief))

    def _sent_before(self, prompts: Prompts) -> Iterator[SentNote]:
        sent = [(prompt.sent_at, prompt) for prompt in self._earlier(prompts) if prompt.sent_at]
        newest = sorted(sent, key=lambda each: each[0], reverse=True)
        for sent_at, prompt in newest[:SHOWN_IN_BRIEF]:
            draft = self._drafted(prompt.ref, prompt.session)
            if draft is not None:
                yield SentNote(draft.quote, sent_at.date(), prompt.answer)

    def _earlier(self, prompts: Prompts) -> list[Prompt]:
        """Give the prompts of the sessions before this one, oldest first; their ids are in no order."""
        every = prompts.of_client(self._session.ref.client_id)
        before = [prompt for prompt in every if prompt.session in self._before]
        return sorted(before, key=lambda prompt: (self._before[prompt.session], prompt.rank))

    def _drafted(self, ref: PromptRef, session: SessionRef | None = None) -> Draft | None:
        """Give the draft that was written before; a model might not word it the same again."""
        try:
            path = vault_paths.draft(session or self._session.ref, ref)
            return DRAFT.validate_json(self._vault.get(ref.client_id, path))
        except MissingError:
            return None

    def _voices(self) -> tuple[VoiceStretch, ...]:
        try:
            path = vault_paths.voices(self._session.ref)
            return VOICES.validate_json(self._vault.get(self._session.ref.client_id, path))
        except MissingError:
            return ()  # a voice on each channel

    def _heard(self, number: int, *, has_speech: bool) -> tuple[Word, ...] | None:
        if number in self._session.parts_lost:
            return None
        if not has_speech:
            return ()
        path = vault_paths.words(self._session.ref, number)
        return HEARD.validate_json(self._vault.get(self._session.ref.client_id, path))

    def _put(self, path: str, content: bytes) -> None:
        self._vault.put(self._session.ref.client_id, self._session.consent_epoch, path, content)


def _history(earlier: Sequence[Prompt]) -> tuple[PastNote, ...]:
    return tuple(PastNote(prompt.opening_id, prompt.question_id) for prompt in earlier)


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
