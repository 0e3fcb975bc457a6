"""What is due is queued in tens, oldest first, and a tick that has too much stops before it is stopped."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from shared.domain.identity import PromptRef, SessionRef
from shared.domain.prompt import Prompt, PromptMove, PromptState
from shared.errors import ConflictError
from shared.messages import Message
from shared.services.outcome import Outcome
from shared.services.release_prompts import ENOUGH, TOGETHER, release_prompts

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
SLOW = timedelta(seconds=7)  # what a call of a bad day may take


@dataclass
class Desk:
    """Prompts, switch, queue and clock in one: each message that goes takes a while."""

    waiting: list[Prompt]
    takes: timedelta = timedelta(0)
    moment: datetime = NOON
    sent: list[list[str]] = field(default_factory=list)
    undone: set[str] = field(default_factory=set)

    def now(self) -> datetime:
        """Give the moment."""
        return self.moment

    def pause(self) -> None:
        """Let mail flow."""

    def due(self, _at: datetime, most: int) -> list[Prompt]:
        """Give what waits, oldest first."""
        return self.waiting[:most]

    def move(self, prompt: Prompt, move: PromptMove, changes: dict) -> Prompt:
        """Take it off the list, unless it was taken back meanwhile."""
        assert move is PromptMove.QUEUE
        if prompt.ref.prompt_id in self.undone:
            message = "it changed meanwhile"
            raise ConflictError(message)
        assert changes == {"queued_at": self.moment}
        self.waiting = [each for each in self.waiting if each != prompt]
        return replace(prompt, state=PromptState.QUEUED)

    def send(self, *messages: Message) -> None:
        """Take a while, and note one call."""
        self.moment += self.takes
        self.sent.append([message.prompt_id for message in messages])

    def tick(self) -> Outcome:
        """Release once."""
        return release_prompts(prompts=self, switch=self, outbox=self, clock=self)


def prompts(how_many: int) -> list[Prompt]:
    return [
        Prompt(PromptRef(f"c-{n}", f"p-{n}"), SessionRef(f"c-{n}", "s"), "t", 1, PromptState.APPROVED, "hash", 1)
        for n in range(how_many)
    ]


def test_queues_ten_in_one_call_and_the_rest_in_another() -> None:
    """Twenty-five prompts are three calls, and each is marked."""
    desk = Desk(prompts(25))

    outcome = desk.tick()

    assert [len(call) for call in desk.sent] == [10, 10, 5]
    assert desk.waiting == []
    assert outcome.figures == {"prompts": 25, "left": 0}


def test_stops_before_its_time_is_over_and_goes_on_at_the_next_tick() -> None:
    """Nothing is queued twice, nothing left out, and it tells how many are left."""
    desk = Desk(prompts(200), takes=SLOW)

    first = desk.tick()
    took = desk.moment - NOON
    second, third = desk.tick(), desk.tick()

    assert ENOUGH <= took < ENOUGH + SLOW
    assert first.figures == {"prompts": 7 * TOGETHER, "left": 200 - 7 * TOGETHER}
    assert [second.figures["left"], third.figures["left"]] == [60, 0]
    assert [each for call in desk.sent for each in call] == [each.ref.prompt_id for each in prompts(200)]


def test_one_that_was_taken_back_keeps_none_from_being_marked() -> None:
    """Its claim will be refused; the nine beside it are as good as before."""
    desk = Desk(prompts(TOGETHER), undone={"p-3"})

    desk.tick()

    assert [each.ref.prompt_id for each in desk.waiting] == ["p-3"]
