"""What is said off the record: seconds that nobody listens to, carried beside the file as numbers only."""

import re
from collections.abc import Sequence

from shared.errors import RecordingError

Spans = tuple[tuple[float, float], ...]

MOST_SPANS = 20
_SPAN = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)-([0-9]{1,5}(?:\.[0-9]{1,3})?)")
_UNREADABLE = RecordingError(
    "OFF_RECORD",
    "What is to stay off the record cannot be read, so nothing of the recording was. Mark it and upload again.",
)


def write_spans(spans: Sequence[tuple[float, float]]) -> str:
    """Write spans as text, such as `61.5-90,1200-1260`."""
    return ",".join(f"{start_s:.3f}-{end_s:.3f}" for start_s, end_s in spans)


def read_spans(text: str) -> Spans:
    """Read what `write_spans` wrote.

    Raises:
        RecordingError: OFF_RECORD when it cannot be read: then nothing may be heard at all.
    """
    if not text:
        return ()
    found = [_SPAN.fullmatch(span) for span in text.split(",")]
    spans = [(float(match[1]), float(match[2])) for match in found if match]
    if len(spans) != len(found) or not all(start_s < end_s for start_s, end_s in spans):
        raise _UNREADABLE
    return tuple(spans)
