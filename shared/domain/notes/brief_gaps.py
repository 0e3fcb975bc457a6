"""The stretches of a session without words, as the brief names them: what was lost, and what was off the record."""

from collections.abc import Iterator, Sequence

from shared.domain.notes.brief_words import minutes
from shared.domain.transcript import Gap


def apart(gaps: Sequence[Gap]) -> tuple[list[Gap], list[Gap]]:
    """Give what was lost and what was off the record, each in its order."""
    return [gap for gap in gaps if not gap.is_off_record], [gap for gap in gaps if gap.is_off_record]


def gap_lines(gaps: Sequence[Gap], further: int) -> Iterator[str]:
    """Write a line for each kind there is; `further` more were lost than are named."""
    lost, kept_off = apart(gaps)
    if lost:
        more = f", and {further} more" if further else ""
        yield f"Not heard: {_stretches(lost)}{more}."
    if kept_off:
        yield f"Off the record: {_stretches(kept_off)}."


def _stretches(gaps: Sequence[Gap]) -> str:
    return ", ".join(f"{minutes(gap.start_s)} to {minutes(gap.end_s)}" for gap in gaps)
