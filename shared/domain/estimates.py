"""What a recording will cost and how long it takes, told before it is sent: upper bounds, by list prices."""

from dataclasses import dataclass

# Lambda, x86, us-east-1, list price of November 2026: dollars for a gigabyte and a second.
USD_A_GB_SECOND = 0.0000166667
_TRANSCRIBE_GB = 3538 / 1024  # template.yaml, TranscribePartFunction
_READ_USD = 0.002  # extract_threads: 1769 MB for about a minute
# Taken as an upper bound: a part is transcribed no slower than it was spoken.
_SECONDS_A_SECOND = 1.0
PART_MINUTES = 5  # parts are transcribed side by side; the longest decides


@dataclass(frozen=True, slots=True)
class Estimate:
    """For each hour of sound: at most so many dollars; for a whole session: at most so many minutes."""

    usd_an_hour: float
    minutes: int


def estimate() -> Estimate:
    """Give the bounds."""
    transcribing = 3600 * _SECONDS_A_SECOND * _TRANSCRIBE_GB * USD_A_GB_SECOND
    return Estimate(round(transcribing + _READ_USD, 2), 2 * PART_MINUTES)
