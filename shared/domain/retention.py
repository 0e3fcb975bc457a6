"""The two clocks of a session, fixed at upload: how long the sound is kept, and what was derived from it."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the recording and the text derived from it are kept."""

    audio: timedelta = timedelta(days=7)
    text: timedelta = timedelta(days=365)
