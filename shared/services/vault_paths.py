"""Where each kind of content lies in a client's vault."""

from shared.domain.identity import PromptRef, SessionRef
from shared.domain.reply import Reply


def session_prefix(ref: SessionRef) -> str:
    """Everything of one session."""
    return f"sessions/{ref.session_id}/"


def sound_prefix(ref: SessionRef) -> str:
    """The parts of the recording, removed when the sound's time is up: until then a quote can be heard."""
    return f"{session_prefix(ref)}sound/"


def sound_part(ref: SessionRef, number: int) -> str:
    """One part of the recording, as FLAC."""
    return f"{sound_prefix(ref)}{number:04d}.flac"


def words(ref: SessionRef, number: int) -> str:
    """The words of one part."""
    return f"{session_prefix(ref)}words/{number:04d}.json"


def voices(ref: SessionRef) -> str:
    """When which voice of a mono recording speaks: numbers and times, nothing of the voice."""
    return f"{session_prefix(ref)}voices.json"


def transcript(ref: SessionRef) -> str:
    """Who said what, and when."""
    return f"{session_prefix(ref)}transcript.json"


def wordings(ref: SessionRef, paper: str) -> str:
    """Lines that the therapist put right, on one of the papers that may be: the session says which one counts."""
    return f"{session_prefix(ref)}wordings/{paper}.json"


def reading(ref: SessionRef) -> str:
    """The open threads and the risk lines."""
    return f"{session_prefix(ref)}reading.json"


def reading_again(ref: SessionRef, swaps: int) -> str:
    """The reading made after the speakers were swapped, beside the one that is shown, so that it too is made once."""
    return f"{session_prefix(ref)}reading-{swaps}.json"


def brief(ref: SessionRef) -> str:
    """The therapist's page before the next session."""
    return f"{session_prefix(ref)}brief.json"


def draft(session: SessionRef, prompt: PromptRef) -> str:
    """The draft as it was written, with the words it was made from."""
    return f"{session_prefix(session)}drafts/{prompt.prompt_id}.json"


def note(session: SessionRef, text_hash: str) -> str:
    """One text of a note, named by its hash, so that what was approved is what is read."""
    return f"{session_prefix(session)}notes/{text_hash}.json"


def reply(said: Reply) -> str:
    """What a client wrote or said under a note, as it came."""
    return f"{session_prefix(said.session)}replies/{said.note.prompt_id}/{said.reply_id}"
