"""After a session was read the therapist corrects who said what, a voice or a single line, and it is read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.domain.identity import SessionRef
from shared.domain.session import Session, SessionState
from shared.domain.transcript import Speaker, Turn
from shared.errors import StaleError
from shared.messages import ExtractThreads
from shared.ports import Clients, Outbox, Prompts, Sessions, Vault
from shared.services import vault_paths
from shared.services.documents import TRANSCRIPT
from shared.services.serve_therapist.ownership import own_client
from shared.services.serve_therapist.speakers import ROLES, read_again, show_voices

_NOT_THERE = "These are not the voices and lines of this session as it stands now. Look at it again."
_NOT_READ = "The session is not as you saw it: it is being read, or was read again since. Look at it, then correct it."


@dataclass(frozen=True, slots=True)
class Lines:
    """Everything that was said in a session, and whose each line is held to be."""

    session: Session
    turns: Sequence[Turn] = field(repr=False)


def show_lines(therapist_id: str, ref: SessionRef, *, clients: Clients, sessions: Sessions, vault: Vault) -> Lines:
    """Show the lines of a session.

    Raises:
        MissingError: when this therapist has no such session, or it has no transcript.
    """
    own_client(therapist_id, ref.client_id, clients)
    session = sessions.get(ref)
    transcript = TRANSCRIPT.validate_json(vault.get(ref.client_id, vault_paths.transcript(ref)))
    return Lines(session, transcript.turns)


def correct_speakers(
    therapist_id: str,
    ref: SessionRef,
    voices: Mapping[int, Speaker],
    lines: Mapping[int, Speaker],
    *,
    of_reading: int,
    clients: Clients,
    sessions: Sessions,
    prompts: Prompts,
    vault: Vault,
    outbox: Outbox,
) -> Session:
    """Say whose voices and lines are, and have the session read again; what is so already changes nothing.

    `voices` go by their number, `lines` by when they begin, in milliseconds; what is left out stays as it is.
    `of_reading` is the session's `swaps` as the therapist saw it. No draft of that reading is left to be sent.
    Asking again while it is being read only wakes the reading.

    Raises:
        MissingError: when this therapist has no such session, or its text is no longer kept.
        StaleError: when it was not read to its end or is another reading by now, or has no such voice or line.
    """
    shown = show_voices(therapist_id, ref, clients=clients, sessions=sessions, vault=vault)
    session, standing = shown.session, {voice.number: voice.guess for voice in shown.voices}
    spoken = show_lines(therapist_id, ref, clients=clients, sessions=sessions, vault=vault).turns
    _check(voices, lines, set(standing), {turn.begins_ms for turn in spoken})
    named = {**standing, **voices}
    own = _own_lines({**session.lines, **lines}, named, spoken)
    if session.state is SessionState.READY and session.swaps == of_reading:
        if named == standing and own == dict(session.lines):
            return session
        session = read_again(session, named, own, sessions=sessions, prompts=prompts)
    elif session.state is not SessionState.READING or session.swaps != of_reading + 1:
        raise StaleError(_NOT_READ)
    outbox.send(ExtractThreads(client_id=ref.client_id, session_id=ref.session_id))
    return session


def _check(
    voices: Mapping[int, Speaker], lines: Mapping[int, Speaker], numbers: set[int], beginnings: set[int]
) -> None:
    are_known = voices.keys() <= numbers and lines.keys() <= beginnings
    if not are_known or not {*voices.values(), *lines.values()} <= ROLES:
        raise StaleError(_NOT_THERE)


def _own_lines(
    lines: Mapping[int, Speaker], named: Mapping[int, Speaker], spoken: Sequence[Turn]
) -> dict[int, Speaker]:
    """Leave out the lines that their voice says the same of."""
    by_voice = {turn.begins_ms: named[turn.words[0].channel] for turn in spoken if turn.words}
    return {begins: speaker for begins, speaker in lines.items() if by_voice.get(begins) is not speaker}
