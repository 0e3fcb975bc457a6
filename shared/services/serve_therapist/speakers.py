"""The therapist says whose each voice is, where the words leave it open or were misread, and the session goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mode

from shared.domain.identity import SessionRef
from shared.domain.prompt import Prompt, PromptMove, PromptState
from shared.domain.session import Flag, Session, SessionMove, SessionState
from shared.domain.transcript import Speaker, Transcript, Turn
from shared.errors import ConflictError, MissingError, StaleError
from shared.messages import ExtractThreads
from shared.ports import Clients, Outbox, Prompts, Sessions, Vault
from shared.services import vault_paths
from shared.services.documents import TRANSCRIPT
from shared.services.serve_therapist.ownership import own_client

_SAMPLES = 5  # lines are enough to know a voice by
ROLES = frozenset({Speaker.THERAPIST, Speaker.CLIENT, Speaker.OTHER})
_OTHER_WAY_ROUND = {Speaker.THERAPIST: Speaker.CLIENT, Speaker.CLIENT: Speaker.THERAPIST}
_OF_THE_READING = frozenset(
    {Flag.RISK, Flag.NOTHING_OPEN, Flag.SPEAKERS_UNSURE, Flag.PLAIN_READING, Flag.EXCERPTS_ONLY}
)
_WAS_SENT = frozenset({PromptState.SENDING, PromptState.SENT, PromptState.UNCONFIRMED, PromptState.BOUNCED})


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


def swap_speakers(
    therapist_id: str,
    ref: SessionRef,
    *,
    clients: Clients,
    sessions: Sessions,
    prompts: Prompts,
    vault: Vault,
    outbox: Outbox,
) -> Session:
    """Turn round who is the therapist and who the client in a session that was read, and have it read again.

    No draft of the wrong reading is left to be sent; a note that went out stays on record. Asking
    again while it is being read only wakes the reading.

    Raises:
        MissingError: when this therapist has no such session, or its text is no longer kept.
        StaleError: when it was not read to its end, or therapist and client are not both in it.
    """
    shown = show_voices(therapist_id, ref, clients=clients, sessions=sessions, vault=vault)
    session = shown.session
    if session.state is not SessionState.READING or not session.swaps:
        lines = {begins: _OTHER_WAY_ROUND.get(who, who) for begins, who in session.lines.items()}
        voices = _turned_round(shown)
        session = read_again(session, voices, lines, wordings=session.wordings, sessions=sessions, prompts=prompts)
    outbox.send(ExtractThreads(client_id=ref.client_id, session_id=ref.session_id))
    return session


def read_again(
    session: Session,
    voices: Mapping[int, Speaker],
    lines: Mapping[int, Speaker],
    *,
    wordings: str,
    sessions: Sessions,
    prompts: Prompts,
) -> Session:
    """Put a session that was read back before its reading, with these speakers and words and none of its drafts.

    Raises:
        StaleError: when a note is going out just now.
    """
    _void_drafts(session.ref, prompts)
    changes = {
        "voices": {str(number): speaker.value for number, speaker in voices.items()},
        "lines": {str(begins): speaker.value for begins, speaker in lines.items()},
        "wordings": wordings,
        "flags": sorted(session.flags - _OF_THE_READING),
        "swaps": session.swaps + 1,
    }
    return sessions.move(session.ref, SessionMove.SWAP_SPEAKERS, changes)


def _turned_round(shown: Voices) -> Mapping[int, Speaker]:
    speakers = {voice.number: voice.guess for voice in shown.voices}
    if shown.session.state is not SessionState.READY or not _OTHER_WAY_ROUND.keys() <= set(speakers.values()):
        message = "Speakers can be swapped once the session was read, where both the therapist and the client speak."
        raise StaleError(message)
    return {number: _OTHER_WAY_ROUND.get(speaker, speaker) for number, speaker in speakers.items()}


def _void_drafts(ref: SessionRef, prompts: Prompts) -> None:
    """Take back every draft of a session that has not gone out, for it was made from a wrong reading."""
    for prompt in prompts.of_client(ref.client_id):
        if prompt.session == ref and prompt.state not in _WAS_SENT | {PromptState.CANCELLED}:
            _void(prompt, prompts)


def _void(prompt: Prompt, prompts: Prompts) -> None:
    try:
        prompts.move(prompt, PromptMove.VOID, {"reason": "CORRECTED"})
    except ConflictError:
        message = "A note of this session has just changed. Look at it, then correct the session."
        raise StaleError(message) from None
    prompts.unchoose(prompt)


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
    if set(named) != {voice.number for voice in shown.voices} or not set(named.values()) <= ROLES:
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
    guess = session.voices.get(number) or mode(turn.speaker for turn in turns)
    return Voice(number, guess, seconds, tuple(sorted(longest, key=lambda turn: turn.index)))
