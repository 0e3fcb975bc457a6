"""The transcript is the same however late, doubled or out of order its parts come, and says where one is missing."""

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.sound.echoes import without_echoes
from shared.domain.sound.join import PartWords, join_parts
from shared.domain.transcript import Gap, Word

PART_S = 10.0


def said(number: int, *, overlap_s: float = 0.0) -> PartWords:
    """Make a part of a recording in which somebody says its seconds aloud, one word a second."""
    start_s = max(0.0, number * PART_S - overlap_s)
    end_s = (number + 1) * PART_S + overlap_s
    heard = [second for second in range(round(number * PART_S) - 1, round(end_s)) if start_s <= second + 0.1]
    words = tuple(
        Word(f"w{second}", second + 0.1 - start_s, second + 0.5 - start_s, 0.9, second // 5 % 2)
        for second in heard
        if second + 0.5 <= end_s and second >= 0
    )
    return PartWords(number, start_s, end_s, words)


def texts(parts: list[PartWords]) -> list[str]:
    turns = join_parts(parts, engine="e").turns
    return sorted(
        (word.text.strip(".").lower() for turn in turns for word in turn.words), key=lambda text: int(text[1:])
    )


@settings(max_examples=50)
@given(count=st.integers(1, 6), seed=st.integers(0, 999), doubled=st.integers(0, 3))
def test_joins_parts_in_any_order_and_number_to_the_same(count: int, seed: int, doubled: int) -> None:
    """Queues deliver twice, late, and out of order."""
    parts = [said(number) for number in range(count)]
    shuffled = parts + parts[:doubled]
    random.Random(seed).shuffle(shuffled)  # noqa: S311  (a repeatable order, not a secret)

    assert join_parts(shuffled, engine="e") == join_parts(parts, engine="e")


@given(count=st.integers(2, 6), overlap_s=st.sampled_from([0.0, 1.0]))
def test_loses_no_word_at_a_cut_and_has_none_twice(count: int, overlap_s: float) -> None:
    """Also where two parts share two seconds, because nobody paused."""
    parts = [said(number, overlap_s=overlap_s) for number in range(count)]

    assert texts(parts) == [f"w{second}" for second in range(round(count * PART_S + overlap_s))]


@given(count=st.integers(2, 6), data=st.data())
def test_marks_a_gap_for_each_part_that_failed_for_good(count: int, data: st.DataObject) -> None:
    """The other minutes stand; those that follow one another are one gap; a later success counts."""
    lost = data.draw(st.sets(st.integers(0, count - 1), min_size=1))
    parts = [replace(said(number), words=None) if number in lost else said(number) for number in range(count)]

    transcript = join_parts(parts, engine="e")

    missing = {second for gap in transcript.gaps for second in range(round(gap.start_s), round(gap.end_s))}
    assert missing == {second for number in lost for second in range(number * 10, number * 10 + 10)}
    assert all(one.end_s < other.start_s for one, other in zip(transcript.gaps, transcript.gaps[1:], strict=False))
    late = [said(number) for number in lost]
    assert join_parts([*parts, *late], engine="e").gaps == join_parts([*late, *parts], engine="e").gaps == ()


def test_marks_what_is_off_the_record_beside_what_was_lost() -> None:
    """In the order of the session, each with why there are no words."""
    parts = [said(0), replace(said(1), words=None), said(2)]

    gaps = join_parts(parts, engine="e", off_record=[(2.0, 4.0), (25.0, 26.0)]).gaps

    assert gaps == (Gap(2.0, 4.0, is_off_record=True), Gap(10.0, 20.0), Gap(25.0, 26.0, is_off_record=True))


def test_names_a_gap_by_its_seconds() -> None:
    """What the brief will say."""
    parts = [said(0), replace(said(1), words=None), said(2)]

    assert join_parts(parts, engine="e").gaps == (Gap(10.0, 20.0),)


def test_takes_out_of_a_line_what_it_only_heard_of_the_other() -> None:
    """The client's loudspeaker carries the therapist's words back, a little later and less sure."""
    therapist = [
        Word(text, place * 0.4, place * 0.4 + 0.3, 0.9, 0) for place, text in enumerate("how was your week".split())
    ]
    echo = [
        replace(word, start_s=word.start_s + 0.2, end_s=word.end_s + 0.2, probability=0.5, channel=1)
        for word in therapist
    ]
    client = [
        Word(text, 3.0 + place * 0.4, 3.3 + place * 0.4, 0.8, 1) for place, text in enumerate("it was long".split())
    ]

    kept = without_echoes([therapist, [*echo, *client]])

    assert [[word.text for word in words] for words in kept] == [["how", "was", "your", "week"], ["it", "was", "long"]]


def test_leaves_two_people_their_yes_at_the_same_moment() -> None:
    """One word in both lines is agreement, not an echo."""
    both = [[Word("yes", 1.0, 1.3, 0.9, 0)], [Word("yes", 1.1, 1.4, 0.5, 1)]]

    assert [len(words) for words in without_echoes(both)] == [1, 1]
