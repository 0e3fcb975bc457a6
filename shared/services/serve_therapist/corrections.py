"""After a session was read the therapist corrects who said what, and which words, and it is read again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.domain.identity import SessionRef
from shared.domain.session import Session, SessionState
from shared.domain.transcript import Speaker, Turn
from shared.errors import StaleError
from shared.messages import ExtractThreads
from shared.ports import Clients, Outbox, Prompts, Sessions, Vault
from shared.services import vault_paths
from shared.services.documents import TRANSCRIPT, WORDINGS
from shared.services.serve_therapist.ownership import own_client
from shared.services.serve_therapist.speakers import ROLES, read_again, show_voices
from shared.services.standing_wordings import standing_wordings

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


@dataclass(frozen=True, slots=True)
class Correction:
    """What the therapist says of one reading of a session; what is left out stays as it is.

    `voices` go by their number, `lines` and `wordings` by when the line begins, in milliseconds. `of_reading`
    is the session's `swaps` as the therapist saw it, and `paper` the name under which new words are kept.
    """

    of_reading: int
    paper: str
    voices: Mapping[int, Speaker] = field(default_factory=dict)
    lines: Mapping[int, Speaker] = field(default_factory=dict)
    wordings: Mapping[int, str] = field(default_factory=dict, repr=False)  # a client's words


def correct_reading(
    therapist_id: str,
    ref: SessionRef,
    said: Correction,
    *,
    clients: Clients,
    sessions: Sessions,
    prompts: Prompts,
    vault: Vault,
    outbox: Outbox,
) -> Session:
    """Say whose voices and lines are and what was said, and have it read again; what is so already changes nothing.

    No draft of the corrected reading is left to be sent, approved or not. Asking again while it is being read
    only wakes the reading.

    Raises:
        MissingError: when this therapist has no such session, or its text is no longer kept.
        StaleError: when it was not read to its end or is another reading by now, or has no such voice or line.
        NotPermittedError: when consent is no longer in force.
    """
    shown = show_voices(therapist_id, ref, clients=clients, sessions=sessions, vault=vault)
    session, standing = shown.session, {voice.number: voice.guess for voice in shown.voices}
    spoken = show_lines(therapist_id, ref, clients=clients, sessions=sessions, vault=vault).turns
    _check(said, set(standing), {turn.begins_ms for turn in spoken if turn.words})
    named = {**standing, **said.voices}
    own, anew = _own_lines({**session.lines, **said.lines}, named, spoken), _anew(said.wordings, spoken)
    if session.state is SessionState.READY and session.swaps == said.of_reading:
        if named == standing and own == dict(session.lines) and not anew:
            return session
        paper = _written_down(anew, said.paper, session, vault)
        session = read_again(session, named, own, wordings=paper, sessions=sessions, prompts=prompts)
    elif session.state is not SessionState.READING or session.swaps != said.of_reading + 1:
        raise StaleError(_NOT_READ)
    outbox.send(ExtractThreads(client_id=ref.client_id, session_id=ref.session_id))
    return session


def _check(said: Correction, numbers: set[int], beginnings: set[int]) -> None:
    are_known = said.voices.keys() <= numbers and said.lines.keys() | said.wordings.keys() <= beginnings
    if not are_known or not {*said.voices.values(), *said.lines.values()} <= ROLES:
        raise StaleError(_NOT_THERE)


def _anew(wordings: Mapping[int, str], spoken: Sequence[Turn]) -> dict[int, str]:
    """Leave out the lines that stand so already."""
    standing = {turn.begins_ms: turn.text for turn in spoken}
    return {begins: text for begins, text in wordings.items() if text.split() != standing[begins].split()}


def _written_down(anew: Mapping[int, str], paper: str, session: Session, vault: Vault) -> str:
    """Keep what was put right on a new paper, with all that stood before, and name the paper that counts."""
    if not anew:
        return session.wordings
    kept = {**standing_wordings(session, vault), **anew}
    path = vault_paths.wordings(session.ref, paper)
    vault.put(session.ref.client_id, session.consent_epoch, path, WORDINGS.dump_json(kept))
    return paper


def _own_lines(
    lines: Mapping[int, Speaker], named: Mapping[int, Speaker], spoken: Sequence[Turn]
) -> dict[int, Speaker]:
    """Leave out the lines that their voice says the same of."""
    by_voice = {turn.begins_ms: named[turn.words[0].channel] for turn in spoken if turn.words}
    return {begins: speaker for begins, speaker in lines.items() if by_voice.get(begins) is not speaker}
