"""The watch does the most urgent first, each by itself, and leaves what there is no time for to the next tick."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from seeded import seed_draft
from sending import approve, state_of
from world import World, notices_of

from shared.adapters.dynamo.notices import DynamoNotices
from shared.domain.client import Client
from shared.domain.notice import NoticeKind
from shared.domain.prompt import PromptMove, PromptState
from shared.domain.session import SessionMove
from shared.errors import ConflictError, UnavailableError
from shared.runtime import wiring
from shared.runtime.schedules import ScheduledStepError
from shared.services import keep_watch
from shared.services.gatekeeping import Gatekeeper

LATE = timedelta(hours=3)


def begin_anew(world: World) -> Client:
    """Give a client whose session is being read once more."""
    client = world.enrol()
    wiring.stores().sessions.move(seed_draft(world, client).session, SessionMove.SWAP_SPEAKERS)
    return client


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_withdrawal_is_sent_on_before_anything_that_may_end_the_tick(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a stall Lambda ends the tick among the late sessions; who is leaving must not wait behind them."""
    begin_anew(world)
    leaving = world.enrol()
    wiring.stores().consents.withdraw(leaving.client_id, world.clock.now(), extent="sessions")
    world.clock.move(LATE)

    with monkeypatch.context() as stalled:
        stalled.setattr(Gatekeeper, "refusal", failing(UnavailableError("the tick ends here")))
        with pytest.raises(ScheduledStepError):
            world.tick("keep_watch")
    world.drain()

    still_leaving = [client_id for client_id, _ in wiring.stores().consents.unconfirmed(world.clock.now())]
    assert leaving.client_id not in still_leaving


def test_what_is_late_or_unsettled_waits_for_the_next_tick_when_the_time_is_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a stall's two thousand sessions would take the time of everything behind them."""
    late, stranded = begin_anew(world), seed_draft(world, world.enrol())
    approve(world, stranded)
    prompts = wiring.stores().prompts
    prompts.move(prompts.get(stranded.ref), PromptMove.QUEUE, {"queued_at": world.clock.now()})
    world.clock.move(LATE)

    with monkeypatch.context() as hurried:
        hurried.setattr(keep_watch, "ENOUGH_OF_EACH", timedelta(0))
        world.tick("keep_watch")
    after_the_hurry = (notices_of(late.therapist_id), state_of(stranded))
    world.tick("keep_watch")

    assert after_the_hurry == ([], PromptState.QUEUED)
    assert (notices_of(late.therapist_id), state_of(stranded)) == ([NoticeKind.OVERDUE], PromptState.APPROVED)


def test_a_session_that_somebody_else_writes_to_ends_no_tick(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are looked after at once, and that one at the next tick."""
    busy = begin_anew(world)
    world.clock.move(timedelta(minutes=1))
    other, tell = begin_anew(world), DynamoNotices.tell
    world.clock.move(LATE)

    def tell_all_but_one(notices: DynamoNotices, therapist_id: str, *about: object) -> None:
        if therapist_id == busy.therapist_id:
            failing(ConflictError("another write at the same moment"))()
        tell(notices, therapist_id, *about)

    with monkeypatch.context() as crowded:
        crowded.setattr(DynamoNotices, "tell", tell_all_but_one)
        world.tick("keep_watch")
    at_first = (notices_of(busy.therapist_id), notices_of(other.therapist_id))
    world.tick("keep_watch")

    assert at_first == ([], [NoticeKind.OVERDUE])
    assert notices_of(busy.therapist_id) == [NoticeKind.OVERDUE]
