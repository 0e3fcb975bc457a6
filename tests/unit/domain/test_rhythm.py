"""The client's pace: whatever was chosen, two notes are at least so far apart, and never more than the rule allows."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.client import Client, Dial, Profile, Rhythm
from shared.domain.sending import MAX_IN_WINDOW, PACE_WINDOW, earliest_sending
from shared.domain.words import Words

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@given(st.sampled_from(Rhythm), st.integers(2, 9), st.integers(0, 40))
def test_notes_keep_the_clients_pace(rhythm: Rhythm, count: int, every_h: int) -> None:
    """Notes wanted as fast as can be are never closer than the pace, nor more than two in seven days."""
    dial, sent, wanted = Dial("UTC", time(0), time(0), rhythm=rhythm), [], START
    for _ in range(count):
        client = Client("c-1", "t-1", Profile(Words("Robin"), Words(""), Words("Dana")), dial, sent_at=tuple(sent))
        wanted = earliest_sending(client, wanted + timedelta(hours=every_h))
        sent.append(wanted)

    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert all(gap >= rhythm.apart for gap in gaps)
    for first, last in zip(sent, sent[MAX_IN_WINDOW:], strict=False):
        assert last - first >= PACE_WINDOW
