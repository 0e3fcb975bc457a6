"""The papers of one session, in the fourth step: transcript, reading, drafts, brief; each is kept once it is made."""

from collections.abc import Iterator, Sequence

from shared.domain.client import Client
from shared.domain.identity import PromptRef, SessionRef, prompt_id_of
from shared.domain.notes.brief import write_brief
from shared.domain.notes.brief_lines import BriefHistory, SentNote
from shared.domain.notes.compose import compose_note
from shared.domain.notes.excerpts import excerpts_only
from shared.domain.notes.note import Addressee, Draft, with_past
from shared.domain.places import Rules
from shared.domain.prompt import Prompt
from shared.domain.session import Session
from shared.domain.sound.join import PartWords, join_parts
from shared.domain.sound.voices import VoiceStretch
from shared.domain.threads import Reading
from shared.domain.transcript import Speaker, Transcript, Word
from shared.errors import MissingError
from shared.ports import NoteWriter, Prompts, SessionReader, Vault
from shared.services import vault_paths
from shared.services.documents import BRIEF, DRAFT, HEARD, READING, TRANSCRIPT, VOICES
from shared.services.draft_keeping import keep_draft
from shared.services.follow_threads import Followed
from shared.services.past_prompts import past_notes, prompts_in_order
from shared.services.standing_wordings import standing_wordings

SHOWN_IN_BRIEF = 2  # the latest notes that went out
SURE_OF_SPEAKERS = 0.6  # below it a person says who is who before anything is drafted


class SessionDesk:
    """One session's papers, each written to the vault as soon as it is made."""

    def __init__(self, session: Session, vault: Vault, engine: str, rules: Rules, sessions: Sequence[Session]) -> None:
        """Sit down with a session, what the place allows, and the sessions before it."""
        self._session = session
        self._before = [each.ref for each in sessions if each.accepted_at < session.accepted_at]
        self._vault = vault
        self._engine = engine
        self._rules = rules

    def write_transcript(self) -> Transcript:
        """Join what was heard of each part."""
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
            wordings=standing_wordings(session, self._vault),
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
        """Write one draft a thread, where the place allows notes and the session allows drafts; tell how many."""
        if not self._rules.client_mail:
            return 0
        if reading.holds_drafts or transcript.speaker_confidence < SURE_OF_SPEAKERS:
            return 0
        profile = client.profile
        addressee = Addressee(profile.name.reveal(), profile.therapist_name.reveal(), client.dial.pace)
        history = past_notes(self._earlier(prompts))
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
        """Write the brief for the next session."""
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
        """Give the prompts of the sessions before this one, oldest first."""
        return prompts_in_order(prompts.of_client(self._session.ref.client_id), self._before)

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
