"""Where the words leave it open whose each voice is, the therapist says so, and the session goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.domain.identity import SessionRef
from shared.domain.session import Flag, Session, SessionMove, SessionState
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.errors import MissingError, StaleError
from shared.messages import ExtractThreads
from shared.ports import Clients, Outbox, Sessions, Vault
from shared.services import vault_paths
from shared.services.documents import TRANSCRIPT
from shared.services.serve_therapist.ownership import own_client

_SAMPLES = 5  # lines are enough to know a voice by
_ROLES = frozenset({Speaker.THERAPIST, Speaker.CLIENT, Speaker.OTHER})


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice as a person can recognise it: how long it speaks, whose it may be, its longest lines in order."""

    number: int
    guess: Speaker
    seconds: float
    lines: tuple[Turn, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Voices:
    """Who speaks in a session, and how sure the words are about it, in 0…1."""

    session: Session
    confidence: float
    voices: tuple[Voice, ...]


def show_voices(therapist_id: str, ref: SessionRef, *, clients: Clients, sessions: Sessions, vault: Vault) -> Voices:
    """Show the voices of a session.

    Raises:
        MissingError: when this therapist has no such session, or it has no transcript yet.
    """
    own_client(therapist_id, ref.client_id, clients)
    session = sessions.get(ref)
    transcript = TRANSCRIPT.validate_json(vault.get(ref.client_id, vault_paths.transcript(ref)))
    spoken = _by_voice(transcript)
    return Voices(
        session,
        transcript.speaker_confidence,
        tuple(_voice(number, session, turns) for number, turns in sorted(spoken.items())),
    )


def name_voices(
    therapist_id: str,
    ref: SessionRef,
    named: Mapping[int, Speaker],
    *,
    clients: Clients,
    sessions: Sessions,
    vault: Vault,
    outbox: Outbox,
) -> Session:
    """Say whose each voice is, and wake the reading; saying the same twice wakes it twice, which changes nothing.

    Raises:
        MissingError: when this therapist has no such session, or it has no transcript yet.
        StaleError: when the session does not wait for it, or the voices named are not those that speak.
    """
    shown = show_voices(therapist_id, ref, clients=clients, sessions=sessions, vault=vault)
    _check(named, shown)
    session = shown.session
    if session.state is SessionState.WAITING:
        session = sessions.move(ref, SessionMove.NAME_SPEAKERS, _changes(named, session))
    outbox.send(ExtractThreads(client_id=ref.client_id, session_id=ref.session_id))
    return session


def _changes(named: Mapping[int, Speaker], session: Session) -> dict[str, object]:
    return {
        "voices": {str(number): speaker.value for number, speaker in named.items()},
        "flags": sorted(session.flags - {Flag.SPEAKERS_UNSURE}),
    }


def _check(named: Mapping[int, Speaker], shown: Voices) -> None:
    session = shown.session
    is_said_again = session.state is SessionState.READING and dict(session.voices) == dict(named)
    if session.state is not SessionState.WAITING and not is_said_again:
        message = "This session does not wait for anybody to say who is who."
        raise StaleError(message)
    if set(named) != {voice.number for voice in shown.voices} or not set(named.values()) <= _ROLES:
        message = "Say for each of the voices whose it is: the therapist's, the client's, or another's."
        raise StaleError(message)


def _by_voice(transcript: Transcript) -> Mapping[int, Sequence[Turn]]:
    spoken: dict[int, list[Turn]] = {}
    for turn in transcript.turns:
        if turn.words:
            spoken.setdefault(turn.words[0].channel, []).append(turn)
    if not spoken:
        message = "nobody speaks in this session"
        raise MissingError(message)
    return spoken


def _voice(number: int, session: Session, turns: Sequence[Turn]) -> Voice:
    longest = sorted(turns, key=lambda turn: turn.start_s - turn.end_s)[:_SAMPLES]
    seconds = sum(turn.end_s - turn.start_s for turn in turns)
    guess = session.voices.get(number, turns[0].speaker)
    return Voice(number, guess, seconds, tuple(sorted(longest, key=lambda turn: turn.index)))
