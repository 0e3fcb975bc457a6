"""A client as the flow knows one: how to write to them, and the dial they hold (rule P9)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from shared.domain.notes.note import Pace
from shared.domain.readers import NewReader
from shared.domain.words import Words

BOUNCED, COMPLAINED = "BOUNCED", "COMPLAINED"  # what can be wrong with an address


class Rhythm(StrEnum):
    """How often notes may come at most; one a session and two in seven days is the most there is (rule P9)."""

    TWO_A_WEEK = "two-a-week"
    ONE_A_WEEK = "one-a-week"
    ONE_A_FORTNIGHT = "one-a-fortnight"
    ONE_A_MONTH = "one-a-month"

    @property
    def apart(self) -> timedelta:
        """How far two notes are apart at least."""
        return {
            Rhythm.TWO_A_WEEK: timedelta(hours=24),  # two notes never arrive on one day
            Rhythm.ONE_A_WEEK: timedelta(days=7),
            Rhythm.ONE_A_FORTNIGHT: timedelta(days=14),
            Rhythm.ONE_A_MONTH: timedelta(days=28),  # sendings are remembered for 30 days
        }[self]


@dataclass(frozen=True, slots=True)
class Dial:
    """When and how often notes may come; the client sets it.

    Notes go out between `opens` and `closes` in the client's own time zone; both at midnight
    means any hour. `paused_until` holds everything back until then, `pace` says whether notes ask.
    """

    time_zone: str = "America/New_York"
    opens: time = time(9)  # rule P9: 9:00–20:00 the client's time
    closes: time = time(20)
    paused_until: datetime | None = None
    pace: Pace = Pace.USUAL
    rhythm: Rhythm = Rhythm.TWO_A_WEEK

    @property
    def zone(self) -> ZoneInfo:
        """The client's time zone."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class NewAddress:
    """An address the client asked for; it counts once the link sent to it was opened and pressed."""

    email: str
    check_id: str
    asked_at: datetime
    is_confirmed: bool = False
    has_left: bool = True  # False where the mail service took no link to it

    def __repr__(self) -> str:
        """Mask the address in logs and tracebacks."""
        return "NewAddress(***)"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Profile:
    """Who the client is: masked wherever it is printed, sealed wherever it is stored."""

    name: Words
    email: Words
    therapist_name: Words
    new_address: NewAddress | None = None


@dataclass(frozen=True, slots=True)
class Client:
    """A client of one therapist.

    `mail_blocked` is empty, or one word for what is wrong with the present address (BOUNCED, COMPLAINED),
    which counts since `address_since`; `has_stopped` is the client's own stop. Neither undoes the other.
    `sent_at` are the moments notes went out lately, `revision` counts changes. `place` and
    `therapist_place` are codes of `places.toml`, where the two are; `is_part_2` marks records
    under 42 CFR Part 2. `readers` are the browsers that may read, as `readers.py` names them, and
    `new_reader` is the link that may add one.
    """

    client_id: str
    therapist_id: str
    profile: Profile
    dial: Dial = Dial()
    mail_blocked: str = ""
    sent_at: tuple[datetime, ...] = ()
    next_session_at: datetime | None = None
    revision: int = 0
    is_adult: bool = False
    place: str = ""
    therapist_place: str = ""
    is_part_2: bool = False
    has_stopped: bool = False
    address_since: datetime | None = None  # None: since the client was enrolled
    readers: tuple[str, ...] = field(default=(), repr=False)
    new_reader: NewReader | None = None

    @property
    def gets_no_mail(self) -> bool:
        """Whether the client or the address stops every note."""
        return self.has_stopped or bool(self.mail_blocked)

    def next_session_after(self, moment: datetime) -> datetime | None:
        """Give the next session where it lies later than this; one that is over binds nothing."""
        at = self.next_session_at
        return at if at is not None and at > moment else None

    def with_address(self, email: Words, at: datetime) -> Self:
        """Give the client with an address from this moment on; only another one starts afresh, with other readers."""
        if email == self.profile.email:
            return self
        profile = replace(self.profile, email=email)
        return replace(self, profile=profile, mail_blocked="", address_since=at, readers=(), new_reader=None)

    def with_fault(self, fault: str, mailed_at: datetime) -> Self:
        """Give the client with what came back from a mail; an address left since is not blamed on the present one."""
        is_former = self.address_since is not None and mailed_at < self.address_since
        if is_former or self.mail_blocked == COMPLAINED:  # a bounce does not outweigh a complaint
            return self
        return replace(self, mail_blocked=fault)
