"""Within the fourth step: links what a reading found to the client's earlier threads, and keeps what happened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from shared.domain.identity import SessionRef
from shared.domain.kept_thread import (
    KeptThread,
    ThreadEvent,
    ThreadEventKind,
    ThreadRef,
    ThreadState,
    thread_id_of,
)
from shared.domain.notes.brief_lines import Earlier
from shared.domain.returning import come_back
from shared.domain.session import Session
from shared.domain.threads import Reading
from shared.errors import MissingError
from shared.ports import Likeness, Threads, Vault
from shared.services import vault_paths
from shared.services.documents import READING

SESSIONS_LOOKED_BACK = 26  # half a year of weeks; what lies further back is not asked about


@dataclass(frozen=True, slots=True)
class Followed:
    """What a reading has to do with earlier ones: by rank, where a thread stood before; and what was finished."""

    came_back: Mapping[int, tuple[Earlier, ...]] = field(default_factory=dict)
    finished: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sighted:
    """One earlier sighting with its words, and the thread it belongs to."""

    thread: KeptThread
    event: ThreadEvent
    quote: str = field(repr=False)
    passage: str = field(repr=False)

    @property
    def as_earlier(self) -> Earlier:
        return Earlier(self.quote, self.event.at.date())


def follow_threads(
    session: Session, reading: Reading, *, threads: Threads, vault: Vault, likeness: Likeness
) -> Followed:
    """Link each thread to its earlier self, keep the new ones, and close what was taken up and finished.

    It rests on the sessions before this one alone, so a second delivery keeps the same again. What a reading
    with the speakers the wrong way round had kept of this session goes first.

    Raises:
        NotPermittedError: when consent is no longer in force.
    """
    if session.swaps:
        threads.withdraw_reading(session.ref)
    known = list(_sightings_before(session, threads.of_client(session.ref.client_id), vault))
    passages = [_passage(thread.topic, thread.quote) for thread in reading.threads]
    linked = _linked(passages, known, likeness)
    settled = _linked([_passage(matter.topic, matter.quote) for matter in reading.settled], known, likeness)
    finished = [thread for thread in _unclosed(settled.values(), session) if thread not in linked.values()]
    for place in range(len(reading.threads)):
        threads.add(_sighting(session, place + 1, linked.get(place)), session.consent_epoch)
    for thread in finished:
        event = ThreadEvent(thread.ref, ThreadEventKind.FINISHED, session.accepted_at, session.ref)
        threads.add(event, session.consent_epoch)
    return Followed(
        {place + 1: _earlier(thread, known) for place, thread in linked.items()},
        tuple(_earlier(thread, known)[-1] for thread in finished),
    )


def words_of_sightings(sightings: Iterable[ThreadEvent], vault: Vault) -> Iterator[tuple[ThreadEvent, Reading]]:
    """Open the reading of each sighting; one whose text is no longer kept is passed over."""
    readings: dict[SessionRef, Reading | None] = {}
    for event in sightings:
        if event.session not in readings:
            readings[event.session] = _reading_of(event.session, vault)
        reading = readings[event.session]
        if reading is not None and 0 < event.rank <= len(reading.threads):
            yield event, reading


def _sightings_before(session: Session, kept: Sequence[KeptThread], vault: Vault) -> Iterator[_Sighted]:
    before = {event: thread for thread in kept for event in thread.before(session.accepted_at)}
    moments = sorted({event.at for event in before}, reverse=True)[:SESSIONS_LOOKED_BACK]
    recent = sorted((event for event in before if event.at in moments), key=lambda event: (event.at, event.rank))
    for event, reading in words_of_sightings(recent, vault):
        found = reading.threads[event.rank - 1]
        yield _Sighted(before[event], event, found.quote, _passage(found.topic, found.quote))


def _linked(passages: Sequence[str], known: Sequence[_Sighted], likeness: Likeness) -> dict[int, KeptThread]:
    """Link passages to threads; a thread is as near as the nearest of its sightings."""
    earlier = list(dict.fromkeys(sighted.thread for sighted in known))
    nearness = likeness.compare(passages, [sighted.passage for sighted in known])
    by_thread = [
        [max(row[at] for at, sighted in enumerate(known) if sighted.thread is thread) for thread in earlier]
        for row in nearness
    ]
    return {place: earlier[column] for place, column in come_back(by_thread, near_enough=likeness.near_enough).items()}


def _unclosed(found: Iterable[KeptThread], session: Session) -> list[KeptThread]:
    return [thread for thread in found if thread.state_before(session.accepted_at) is not ThreadState.CLOSED]


def _sighting(session: Session, rank: int, earlier: KeptThread | None) -> ThreadEvent:
    ref = (
        earlier.ref
        if earlier
        else ThreadRef(session.ref.client_id, thread_id_of(session.ref.session_id, rank, session.swaps))
    )
    kind = ThreadEventKind.CAME_BACK if earlier else ThreadEventKind.OPENED
    return ThreadEvent(ref, kind, session.accepted_at, session.ref, rank)


def _earlier(thread: KeptThread, known: Sequence[_Sighted]) -> tuple[Earlier, ...]:
    return tuple(sighted.as_earlier for sighted in known if sighted.thread is thread)


def _passage(topic: str, quote: str) -> str:
    return f"{quote} {topic}"


def _reading_of(session: SessionRef, vault: Vault) -> Reading | None:
    try:
        return READING.validate_json(vault.get(session.client_id, vault_paths.reading(session)))
    except MissingError:
        return None
