"""What states, flags and notices are called on the pages, and what a therapist can do about each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.domain.client import Client
from shared.domain.notice import NoticeKind
from shared.domain.session import Flag, Session, SessionState


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage on a session's way: its name, whether it is done, under way or ahead, and when it was reached."""

    name: str
    standing: str
    at: datetime | None = None
    more: str = ""


_NAMES = {
    SessionState.ACCEPTED: "Listening to the file",
    SessionState.TRANSCRIBING: "Turning speech into words",
    SessionState.READING: "Looking for what stayed open",
    SessionState.WAITING: "Waiting for you",
    SessionState.READY: "Ready",
    SessionState.REFUSED: "Not used",
    SessionState.FAILED: "Stopped",
}
_WAY = (SessionState.ACCEPTED, SessionState.TRANSCRIBING, SessionState.READING, SessionState.READY)
FLAGS: Mapping[str, str] = {
    Flag.TRUNCATED: "The file ends before the recording does. What came was used.",
    Flag.LOW_BANDWIDTH: "The sound is that of a telephone. Words may be wrong.",
    Flag.MULTITRACK: "The file holds several tracks. The first with speech was used.",
    Flag.PARTIAL: "Some minutes could not be heard. The brief says which.",
    Flag.FILE_MISSING: "One of its files never came. What came was used.",
    Flag.NO_SPEECH: "No speech was heard in this recording. Check the microphone before the next one.",
    Flag.ROUGH_SPEECH: "The words come from a rough recogniser. Check each quote against the recording.",
    Flag.SPEAKERS_UNSURE: "Who said what is not certain, so nothing was read yet. Say who is who, then it goes on.",
    Flag.RISK: "Something said may be about safety. Nothing was drafted. Read the brief first.",
    Flag.NOTHING_OPEN: "No open thread was found in what could be read.",
    Flag.OVERDUE: "This takes longer than it should. It was woken again; nothing is lost.",
    Flag.TEXT_REMOVED: "The words of this session have been removed: the date agreed for them has come.",
    Flag.PLAIN_READING: "What was said is shown without labels of feeling: the place's rules ask for that.",
    Flag.EXCERPTS_ONLY: "Excerpts only: the place's rules let no note go to this client.",
}
NOTICES: Mapping[str, str] = {
    NoticeKind.RISK: "Something said in a session may be about safety. Nothing was drafted. Read the brief first.",
    NoticeKind.SPEAKERS_UNSURE: "A session waits for you to say who is who.",
    NoticeKind.OVERDUE: "A session takes longer than it should. It was woken again; you need not do anything.",
    NoticeKind.FILE_MISSING: (
        "A session waits for one of its files. Upload it again; after twelve hours it goes on with what came."
    ),
    NoticeKind.ASK_AGAIN: (
        "The consent text has changed while a session was on its way. It waits, and nothing more is done with it. "
        "Show the client the present text and record the choices; then it goes on by itself."
    ),
    NoticeKind.NOT_USED: "A recording was not used. Open it to see why and what to do.",
    NoticeKind.UNCONFIRMED: (
        "A note went out, and nobody knows whether it arrived. It is not sent again. Ask in the room."
    ),
    NoticeKind.MAIL_BOUNCED: "A note came back. Ask the client for another address.",
    NoticeKind.MAIL_COMPLAINED: (
        "The client's mail program reported a note as unwanted. No more mail goes to this address."
    ),
    NoticeKind.MAIL_SERVICE: "The mail service did not take a note. It is tried again; you need not do anything.",
    NoticeKind.NOT_SENT_CONSENT: "A note was not sent: consent has changed since you approved it.",
    NoticeKind.NOT_SENT_CLIENT_MAIL: "A note was not sent: no notes may go to this client by the place's rules.",
    NoticeKind.NOT_SENT_NOT_APPROVED: "A note was not sent: its text is not the one you approved. Read it again.",
    NoticeKind.NOT_SENT_MAIL_BLOCKED: (
        "A note was not sent: the client has stopped notes, or the last one came back. Ask in the room."
    ),
    NoticeKind.NOT_SENT_NO_ADDRESS: "A note was not sent: no address is on record. Ask the client for one.",
    NoticeKind.NOT_SENT_PAST_SESSION: "A note was not sent: the next session came first. Bring it up in the room.",
    NoticeKind.NOT_SENT_BAD_ADDRESS: "A note was not sent: no mail can go to the address. Ask the client for another.",
    NoticeKind.NOT_SENT_ROUGH_SPEECH: "A note was not sent: its words come from a rough recogniser.",
}
_OTHER_NOTICE = NOTICES[NoticeKind.NOT_USED]  # older notices name the recording's reason


def stage_of(session: Session) -> str:
    """Name the stage a session is at."""
    return _NAMES[session.state]


def way_of(session: Session) -> list[Stage]:
    """Give the stages of a session that is under way or ready, with what is known of each."""
    standing = SessionState.TRANSCRIBING if session.state is SessionState.WAITING else session.state
    reached = _WAY.index(standing) if standing in _WAY else -1
    return [_stage(session, place, reached) for place in range(len(_WAY))]


def flags_in_words(session: Session) -> list[str]:
    """Say what a person should know about a session."""
    return [FLAGS[flag] for flag in sorted(session.flags) if flag in FLAGS]


def notices_in_words(notices: Sequence[Mapping[str, str]], known: Mapping[str, Client]) -> list[Mapping[str, str]]:
    """Write notices as sentences with the client's name and a link."""
    return list(_in_words(notices, known))


def _in_words(notices: Sequence[Mapping[str, str]], known: Mapping[str, Client]) -> Iterator[Mapping[str, str]]:
    for notice in notices:
        client = known.get(notice["client_id"])
        if client is not None:
            address = f"/console/clients/{client.client_id}/sessions/{notice['session_id']}"
            said = NOTICES.get(notice["kind"], _OTHER_NOTICE)
            yield {"name": client.profile.name.reveal(), "said": said, "address": address, "kind": notice["kind"]}


def _stage(session: Session, place: int, reached: int) -> Stage:
    state = _WAY[place]
    is_last = state is SessionState.READY
    standing = "done" if place < reached or (is_last and place == reached) else "now" if place == reached else "ahead"
    return Stage(_NAMES[state], standing, session.reached.get(state), _more(session, state, standing))


def _more(session: Session, state: SessionState, standing: str) -> str:
    if state is not SessionState.TRANSCRIBING or standing == "ahead" or not session.spans:
        return ""
    ended = len(session.parts_done) + len(session.parts_lost)
    return f"{ended} of {len(session.spans)} parts"
