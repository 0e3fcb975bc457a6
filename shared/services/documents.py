"""How what lies in a vault is written down and read back."""

from pydantic import TypeAdapter

from shared.domain.notes.brief_screen import Brief
from shared.domain.notes.note import Draft, Note
from shared.domain.sound.voices import VoiceStretch
from shared.domain.threads import Reading
from shared.domain.transcript import Transcript, Word

HEARD = TypeAdapter(tuple[Word, ...])
VOICES = TypeAdapter(tuple[VoiceStretch, ...])
TRANSCRIPT = TypeAdapter(Transcript)
READING = TypeAdapter(Reading)
BRIEF = TypeAdapter(Brief)
WORDINGS = TypeAdapter(dict[int, str])  # single lines in the therapist's hearing, by when each begins in milliseconds
NOTE = TypeAdapter(Note)
DRAFT = TypeAdapter(Draft)
