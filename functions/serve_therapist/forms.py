"""What a therapist's requests may hold, checked before anything is done with it."""

from dataclasses import replace
from datetime import datetime, time
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    model_validator,
)

from shared.domain.client import Client, Dial, Profile
from shared.domain.consent import Purpose
from shared.domain.declaration import Declaration
from shared.domain.kept_thread import ThreadEventKind
from shared.domain.notes.note import Pace
from shared.domain.places import Modality, policy
from shared.domain.sound.off_record import MOST_SPANS, Spans
from shared.domain.transcript import Speaker
from shared.domain.words import Words


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        message = "not a time zone of the tz database, such as America/New_York"
        raise ValueError(message)
    return name


def _one_line(text: str) -> str:
    if not text.isprintable():
        message = "holds characters that cannot be printed"
        raise ValueError(message)
    return text


def _known_place(code: str) -> str:
    if code and code not in policy().names:
        message = "not a place of the policy; GET /places lists them, and an empty one stands for any other"
        raise ValueError(message)
    return code


def _as_ticked(value: object) -> object:
    return True if value == "true" else value  # a browser's box sends text


def _with_plain_line_ends(value: object) -> object:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value  # as a browser ends them


Ticked = Annotated[Literal[True], BeforeValidator(_as_ticked)]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
Place = Annotated[str, AfterValidator(_known_place)]
Extension = Literal["wav", "mp3", "m4a", "aac", "flac", "ogg", "opus", "webm", "amr", "3gp", "mp4", "mov"]
MOST_FILES = 6  # of one session: what fits into a function's /tmp at once
LONGEST_S = 4 * 3600.0
OneLine = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_one_line)]


class Form(BaseModel):
    """A request's body; its errors never repeat what was sent."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class ClientDetails(Form):
    """Who a client is and where the two of them are; without an address no mail can go."""

    name: OneLine
    therapist_name: OneLine
    email: EmailStr | Literal[""] = ""
    time_zone: TimeZone = "America/New_York"
    place: Place = ""
    therapist_place: Place = ""
    part_2: bool = False

    def changed(self, client: Client, at: datetime) -> Client:
        """Give a client with these details; everything else stays."""
        profile = replace(client.profile, name=Words(self.name), therapist_name=Words(self.therapist_name))
        moved = replace(
            client,
            profile=profile,
            dial=replace(client.dial, time_zone=self.time_zone),
            place=self.place,
            therapist_place=self.therapist_place,
            is_part_2=self.part_2,
        )
        return moved.with_address(Words(str(self.email)), at)


class NewClient(ClientDetails):
    """A client to enrol."""

    opens: time = time(9)
    closes: time = time(20)
    pace: Pace = Pace.USUAL
    adult: Ticked

    @property
    def dial(self) -> Dial:
        """When notes may come."""
        return Dial(self.time_zone, self.opens, self.closes, pace=self.pace)

    def client(self, client_id: str, therapist_id: str) -> Client:
        """The client this form describes."""
        return Client(
            client_id,
            therapist_id,
            Profile(Words(self.name), Words(str(self.email)), Words(self.therapist_name)),
            self.dial,
            is_adult=self.adult,
            place=self.place,
            therapist_place=self.therapist_place,
            is_part_2=self.part_2,
        )


class Choices(Form):
    """What the client agreed to today, until when, and the hash of what was shown, as GET /consent-text gives it."""

    purposes: list[Purpose] = Field(min_length=1)
    until: AwareDatetime
    text_hash: str = Field(pattern=r"^[0-9a-f]{64}$")


class Withdrawal(Form):
    """How much is to be removed."""

    extent: Literal["sessions", "everything"] = "sessions"


class NextSession(Form):
    """When the two meet next."""

    at: AwareDatetime | None


class EditedText(Form):
    """A note in the therapist's own wording."""

    subject: Annotated[str, Field(min_length=1, max_length=200)]
    body: Annotated[str, Field(min_length=1, max_length=10_000), BeforeValidator(_with_plain_line_ends)]


class Approval(Form):
    """The text that was read, by its hash, and when it should go at the earliest."""

    text_hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    send_at: AwareDatetime | None = None


class ThreadTap(Form):
    """What became of a thread in the room."""

    tap: Literal["taken up", "not today", "closed"]

    @property
    def kind(self) -> ThreadEventKind:
        """The event that the tap records."""
        return ThreadEventKind(self.tap)


class Span(Form):
    """A stretch of a recording, in seconds from its start."""

    start_s: float = Field(ge=0, le=LONGEST_S)
    end_s: float = Field(gt=0, le=LONGEST_S)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.start_s >= self.end_s:
            message = "a span ends after it starts"
            raise ValueError(message)
        return self


class OtherPresent(Form):
    """Somebody else who was in the session, and agreed to its recording."""

    name: OneLine
    agreed: Literal[True]


class UploadRequest(Form):
    """What kind of file will come, how the session was held, who else was there, what nobody may listen to.

    The file's own name is not wanted.
    """

    extension: Extension
    off_record: list[Span] = Field(default=[], max_length=MOST_SPANS)
    modality: Modality | None = None
    others: list[OtherPresent] = Field(default=[], max_length=12)

    @property
    def declaration(self) -> Declaration:
        """What is said of the recording."""
        return Declaration(self.modality, tuple(other.name for other in self.others))

    @property
    def spans(self) -> Spans:
        """What is off the record, in seconds from the file's start."""
        return tuple((span.start_s, span.end_s) for span in self.off_record)


class UploadsRequest(Form):
    """The files that make one session, in the order in which they were recorded."""

    files: list[UploadRequest] = Field(min_length=1, max_length=MOST_FILES)

    @model_validator(mode="after")
    def _was_held_in_one_way(self) -> Self:
        if len(self._modalities) > 1:
            message = "files of one session were held in one way; give them the same modality"
            raise ValueError(message)
        return self

    @property
    def declaration(self) -> Declaration:
        """What is said of the session, of whichever file it was said."""
        others = [name for file in self.files for name in file.declaration.others]
        return Declaration(next(iter(self._modalities), None), tuple(dict.fromkeys(others)))

    @property
    def _modalities(self) -> set[Modality]:
        return {file.modality for file in self.files if file.modality is not None}


class SpeakerNames(Form):
    """Whose each voice of a session is, by the voice's number."""

    voices: dict[Annotated[int, Field(ge=0)], Speaker] = Field(min_length=1, max_length=8)


def moment(value: datetime | None) -> str | None:
    """Write a moment as ISO 8601."""
    return value.isoformat() if value else None
