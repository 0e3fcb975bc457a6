"""A therapist sees a client's threads across sessions, and taps what became of one: taken up, not today, closed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.domain.kept_thread import KeptThread, ThreadEvent, ThreadEventKind, ThreadRef
from shared.domain.threads import EmotionalThread
from shared.errors import MissingError
from shared.ports import Clients, Clock, Consents, Threads, Vault
from shared.services.follow_threads import words_of_sightings
from shared.services.serve_therapist.ownership import own_client


@dataclass(frozen=True, slots=True)
class Sighting:
    """A thread as one session's reading found it."""

    event: ThreadEvent
    found: EmotionalThread = field(repr=False)


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A kept thread with the words of every sighting whose text is still kept, oldest first."""

    kept: KeptThread
    sightings: tuple[Sighting, ...]


def list_threads(
    therapist_id: str, client_id: str, *, clients: Clients, threads: Threads, vault: Vault
) -> Sequence[ThreadView]:
    """Every thread of one of the therapist's clients, the one that changed last first."""
    own_client(therapist_id, client_id, clients)
    return views_of(threads.of_client(client_id), vault)


def tap_thread(
    therapist_id: str,
    ref: ThreadRef,
    tap: ThreadEventKind,
    *,
    clients: Clients,
    consents: Consents,
    threads: Threads,
    vault: Vault,
    clock: Clock,
) -> ThreadView:
    """Note what became of a thread in the room; the latest tap counts, and an earlier one stays on record.

    Raises:
        MissingError: when this therapist has no such thread.
        NotPermittedError: when consent was withdrawn meanwhile.
    """
    own_client(therapist_id, ref.client_id, clients)
    _find(ref, threads)
    event = ThreadEvent(ref, tap, clock.now(), tapped_by=therapist_id)
    threads.add(event, consents.get(ref.client_id).epoch)
    (view,) = views_of([_find(ref, threads)], vault)
    return view


def views_of(kept: Sequence[KeptThread], vault: Vault) -> list[ThreadView]:
    """Put the words to the sightings."""
    sightings = [event for thread in kept for event in thread.sightings]
    words = {event: reading.threads[event.rank - 1] for event, reading in words_of_sightings(sightings, vault)}
    return [
        ThreadView(thread, tuple(Sighting(event, words[event]) for event in thread.sightings if event in words))
        for thread in kept
    ]


def _find(ref: ThreadRef, threads: Threads) -> KeptThread:
    for thread in threads.of_client(ref.client_id):
        if thread.ref == ref:
            return thread
    message = f"no thread {ref.thread_id}"
    raise MissingError(message)
