"""One run: a client's story from enrolment to the end of the audio clock, with whatever goes wrong in it.

A seed and a plan are a run; the same two give the same run again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from infrastructure.faults.actors import Actors
from infrastructure.faults.calls import CALLS, Crash, Plan
from infrastructure.faults.clock import VirtualClock
from infrastructure.faults.invariants import TERMINAL, Row, Violation, Witness
from infrastructure.faults.names import draw_names_from
from infrastructure.faults.place import Place, step_of
from infrastructure.faults.post import Post, Round, most_receives_of
from infrastructure.faults.script import HEARING
from infrastructure.local.sqs_event import failed_ids
from shared.runtime import wiring

SCHEDULES = ("release_prompts", "keep_watch")
AUDIO_CLOCK = timedelta(days=8)  # a day past the template's AudioDays
SCHEDULE = timedelta(minutes=15)  # the template's, of keep_watch
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 125, 125, 240, 480, 480, 720, 720, 1440, 1440))
_MOST_ROUNDS = 400

Intrusion = Callable[["Run"], None]


@dataclass
class Run:
    """Everything of one run."""

    place: Place
    random: Random
    clock: VirtualClock = field(default_factory=VirtualClock)
    deliveries: int = 0
    before_delivery: Intrusion | None = None
    held_back: Round | None = None  # a batch that a race is to deliver

    def __post_init__(self) -> None:
        """Empty the place and put everybody in it."""
        self.place.empty()
        HEARING.risk = False
        wiring.clock = lambda: self.clock  # type: ignore[assignment]  # the handlers ask the module each time
        # How long a secret is kept must not depend on how busy this machine is.
        wiring.monotonic = lambda: self.clock.elapsed_s  # type: ignore[attr-defined]  # imported there, not offered
        mappings = self.place.mappings
        self.post = Post(mappings, most_receives_of(mappings), self.clock, self.random)
        self.actors = Actors(self.place, self.post, self.clock)
        self.witness = Witness(self.place, self.post, self.actors)

    def deliver_all(self) -> None:
        """Deliver what is due until nothing is; time stands still."""
        self.post.collect()
        for _ in range(_MOST_ROUNDS):
            batch = self.post.next_round()
            if batch is None:
                return
            self.deliver(batch)
        self.witness.violations.append(Violation("L1", "messages go round and round"))

    def rest(self) -> None:
        """Let time pass, with its schedules, until nothing is under way any more."""
        self.deliver_all()
        for wait in _WAITS:
            later = self.clock.now() + wait
            while not self._is_at_rest() and self.clock.now() < later:
                visible = self.post.next_visible_at()
                self.clock.move_to(min(visible, later) if visible and visible > self.clock.now() else later)
                self.tick()
        if not self._is_at_rest():
            self.witness.violations.append(Violation("L1", "it does not come to rest in four days"))

    def tick(self) -> None:
        """Fire every schedule, and deliver what comes of it."""
        for step in SCHEDULES:
            self.actors.tick(step)
            self.witness.look()
        self.deliver_all()

    def deliver(self, batch: Round) -> None:
        """Deliver one batch, and settle it by what its handler answers."""
        self.deliveries += 1
        if self.before_delivery is not None:
            self.before_delivery(self)
        event = batch.mapping.to_event([letter.as_received() for letter in batch.letters], batch.mapping.queue_arn)
        names = [letter.message_id for letter in batch.letters]
        try:
            failed = failed_ids(self.place.invoke(step_of(batch.mapping.function), event), names)
        except Crash:
            failed = set(names)
        self.post.settle(batch, failed)
        self.post.collect()
        self.witness.look()

    def _is_at_rest(self) -> bool:
        return not len(self.post) and not any(map(is_under_way, self.witness.rows()))


def is_under_way(row: Row) -> bool:
    """Tell whether something is still to be done about a row, by itself, before the audio clock runs out."""
    if row["sk"].startswith("SESSION#"):
        return row["state"] not in TERMINAL
    return "agenda" in row and row.get("state") != "UNCONFIRMED"  # that one waits for an event or a person


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to."""

    calls: tuple[str, ...]
    deliveries: int
    mails: int
    violations: tuple[Violation, ...]


Story = Callable[[Run], None]


def one_session(run: Run) -> None:
    """Tell the plain story: a recording comes, is read, approved, sent, opened, kept, and its sound goes."""
    client_id = run.actors.enrol()
    run.actors.consent(client_id)
    run.actors.upload(client_id)
    run.rest()
    run.actors.approve_best(client_id)
    run.rest()
    run.actors.tell_deliveries()
    run.rest()
    run.actors.keep_notes()


def things_to_tell(run: Run) -> None:
    """Tell a story of which the therapist must hear: an approved note that may not go, and a risk line."""
    client_id = run.actors.enrol()
    run.actors.consent(client_id)
    run.actors.upload(client_id)
    run.rest()
    run.actors.approve_best(client_id)
    run.actors.consent(client_id, mail=False)
    HEARING.risk = True
    run.actors.upload(client_id)


def play(
    place: Place,
    story: Story = one_session,
    *,
    seed: int = 0,
    plan: Plan | None = None,
    prepare: Intrusion | None = None,
) -> Report:
    """Play a story once under a plan, check the world all along, and once the audio clock has run out."""
    from infrastructure.local.mail import sent_mails  # noqa: PLC0415

    CALLS.restart(plan)
    draw_names_from(seed)
    run = Run(place, Random(seed))  # noqa: S311  (a simulation, not a secret)
    if prepare is not None:
        prepare(run)
    story(run)
    run.rest()
    run.witness.look_at_rest()
    run.clock.move(AUDIO_CLOCK)
    for _ in range(2):  # a schedule that dies comes again at its next time
        run.tick()
        run.clock.move(SCHEDULE)
    run.rest()
    run.witness.look_after_the_clocks()
    return Report(tuple(CALLS.names), run.deliveries, len(sent_mails()), tuple(run.witness.violations))
