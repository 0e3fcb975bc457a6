"""The review of a session: at most five cards, each thread beside its evidence and its draft (rule P7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from shared.domain.client import Client
from shared.domain.consent import SENTENCES, Consent, Purpose
from shared.domain.gates import Gate, refusal_at, rules_for
from shared.domain.listen_first import listen_first
from shared.domain.mail.masked import masked
from shared.domain.notes.brief_words import CODE_SENTENCES
from shared.domain.sending import earliest_sending
from shared.domain.threads import EmotionalThread
from shared.domain.transcript import Transcript, Turn
from shared.services.papers_at_hand import PapersAtHand
from shared.services.serve_therapist.progress import Finished
from shared.services.serve_therapist.review import NO_ADDRESS, DraftView, Pen, papers_of, view_of
from shared.services.serve_therapist.threads import Sighting

MAX_CARDS = 5
_AROUND = 1  # turns before and after what shows that a thread is open
_MOST_TURNS = 9


@dataclass(frozen=True, slots=True)
class Card:
    """One thread: why it is open, what was said around it, and its draft where there is one.

    `listen_first` where the recogniser doubted a word of the quote.
    """

    rank: int
    thread: EmotionalThread = field(repr=False)
    why: tuple[str, ...]
    around: tuple[Turn, ...] = field(repr=False)
    earlier: tuple[Sighting, ...] = ()
    view: DraftView | None = None
    listen_first: bool = False

    @property
    def heard_from_s(self) -> float:
        """Where the exchange begins in the recording."""
        return self.around[0].start_s if self.around else self.thread.start_s


@dataclass(frozen=True, slots=True)
class Sending:
    """How a note would go: to whom, in which form, when at the earliest; or why none can."""

    recipient: str = field(repr=False)
    is_full_text: bool
    at: datetime
    obstacle: str = ""


def cards_of(pen: Pen, finished: Finished) -> Sequence[Card]:
    """Give the cards of a session that was read, best first."""
    by_rank = {prompt.rank: prompt for prompt in finished.prompts}
    client = finished.client
    papers = [path for prompt in finished.prompts for path in papers_of(prompt)]
    pen = replace(pen, vault=PapersAtHand(pen.vault, client.client_id, papers))

    def card(rank: int, thread: EmotionalThread) -> Card:
        prompt = by_rank.get(rank)
        view = view_of(pen, prompt, finished.transcript, client) if prompt else None
        why = tuple(CODE_SENTENCES[code] for code in thread.why)
        around, earlier = _around(thread, finished.transcript), _earlier(rank, finished)
        return Card(rank, thread, why, around, earlier, view, _is_doubted(thread, finished.transcript))

    return [card(rank, thread) for rank, thread in enumerate(finished.reading.threads[:MAX_CARDS], start=1)]


def sending_of(pen: Pen, client: Client, undo_for: timedelta) -> Sending:
    """Tell how a note to the therapist's own client, approved now, would go."""
    consent, now = pen.consents.get(client.client_id), pen.clock.now()
    at = earliest_sending(client, now + undo_for)
    is_full = rules_for(client, now).full_text and consent.refuses(Purpose.FULL_TEXT, now) is None
    return Sending(masked(client.profile.email.reveal()), is_full, at, _obstacle(client, consent, at, now))


def _is_doubted(thread: EmotionalThread, transcript: Transcript) -> bool:
    return listen_first(transcript, thread.turn, thread.quote)


def _earlier(rank: int, finished: Finished) -> tuple[Sighting, ...]:
    """Give where a thread that came back stood in earlier sessions, oldest first."""
    session = finished.session
    kept = (view for view in finished.kept if view.kept.rank_in(session.ref) == rank)
    return tuple(each for view in kept for each in view.sightings if each.event.at < session.accepted_at)


def _around(thread: EmotionalThread, transcript: Transcript) -> tuple[Turn, ...]:
    """Give the turns from just before the quote to just after the talk moved on."""
    moved = [each.moved_away for each in thread.evidence if each.moved_away is not None]
    near = [turn for turn in moved if 0 <= turn - thread.turn < _MOST_TURNS]
    first, last = thread.turn - _AROUND, max([thread.turn, *near]) + _AROUND
    return transcript.turns[max(0, first) : last + 1][:_MOST_TURNS]


def _obstacle(client: Client, consent: Consent, at: datetime, now: datetime) -> str:
    refusal = refusal_at(Gate.APPROVE, client, consent, now)
    if refusal is not None:
        return SENTENCES[refusal]
    if not client.profile.email:
        return NO_ADDRESS
    if client.gets_no_mail:
        return "The client has stopped notes, or the last one came back. No note can go until that is cleared up."
    next_session = client.next_session_after(now)
    if next_session is not None and at >= next_session:
        return "A note would come after the next session has begun. Bring it up in the room instead."
    return ""
