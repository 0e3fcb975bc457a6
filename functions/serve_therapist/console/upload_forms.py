"""What the upload page's requests may hold: what is asked each time, and one piece on its way."""

import re
from typing import Annotated, get_args

from pydantic import AfterValidator, Field

from functions.serve_therapist.forms import LONGEST_S, Extension, Form, Ticked
from shared.domain.declaration import Declaration
from shared.domain.places import Modality
from shared.domain.sound.off_record import MOST_SPANS, Spans

EXTENSIONS: tuple[str, ...] = get_args(Extension)
_CLOCK = r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)"  # 12:30, or 1:02:30
_SPAN = re.compile(rf"\s*{_CLOCK}\s*(?:-|–|to)\s*{_CLOCK}\s*")


def spans_in(text: str) -> Spans:
    """Read spans as a person writes them, such as `12:30-14:05, 1:02:00 to 1:03:10`.

    Raises:
        ValueError: when one of them cannot be read, runs backwards or lies beyond any session.
    """
    return tuple(_span(each) for each in re.split(r"[,;\n]", text) if each.strip())


def _span(text: str) -> tuple[float, float]:
    found = _SPAN.fullmatch(text)
    if found is None:
        message = "write from and to, such as 12:30-14:05"
        raise ValueError(message)
    start_s, end_s = _seconds(*found.groups()[:3]), _seconds(*found.groups()[3:])
    if not start_s < end_s <= LONGEST_S:
        message = "a span ends after it starts"
        raise ValueError(message)
    return start_s, end_s


def _seconds(hours: str | None, minutes: str, seconds: str) -> float:
    return int(hours or 0) * 3600.0 + int(minutes) * 60.0 + int(seconds)


def _readable(text: str) -> str:
    if len(spans_in(text)) > MOST_SPANS:
        message = f"at most {MOST_SPANS} spans"
        raise ValueError(message)
    return text


class RecordingToSend(Form):
    """What is said of a recording each time before it is sent."""

    agreed: Ticked
    modality: Modality
    others: list[Annotated[str, Field(max_length=80)]] = Field(default=[], max_length=12)
    off_record: Annotated[str, Field(max_length=1_000), AfterValidator(_readable)] = ""

    @property
    def spans(self) -> Spans:
        """What is off the record, in seconds from the file's start."""
        return spans_in(self.off_record)

    @property
    def declaration(self) -> Declaration:
        """How the session was held, and who else was there and agreed."""
        return Declaration(self.modality, tuple(other for other in self.others if other))


class PieceToSign(Form):
    """One piece of a recording on its way, by its number and its checksum."""

    upload_id: str = Field(min_length=1, max_length=1024)
    number: int = Field(ge=1, le=10_000)
    sha256: str = Field(pattern=r"^[A-Za-z0-9+/]{43}=$")
