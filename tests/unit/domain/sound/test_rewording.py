"""A line put right holds the therapist's words, each with a time of its own, and what was right keeps its time."""

from hypothesis import example, given
from hypothesis import strategies as st

from shared.domain.reading.timing import span_of
from shared.domain.sound.rewording import reworded
from shared.domain.transcript import Speaker, Turn, Word

SPOKEN = st.lists(st.sampled_from(["the", "coat", "hall", "still", "hangs", "there."]), min_size=1, max_size=12)


def heard(words: list[str]) -> Turn:
    told = tuple(Word(text, 10.0 + place, 10.5 + place, 0.3, 1) for place, text in enumerate(words))
    return Turn(4, Speaker.CLIENT, 10.0, told[-1].end_s, " ".join(words), told)


@given(was=SPOKEN, now=SPOKEN)
@example(was=["the"] * 4, now=["coat"] * 6)  # a sum of shares that rounds past the end of the line
def test_holds_the_words_in_order_within_the_line(was: list[str], now: list[str]) -> None:
    """Whatever replaces whatever: one word each, nothing before or after the line, nothing doubted any more."""
    turn = reworded(heard(was), "  " + "\n ".join(now))

    assert turn.text == " ".join(now)
    assert [word.text for word in turn.words] == now
    assert all(turn.start_s <= word.start_s <= word.end_s <= turn.end_s for word in turn.words)
    assert [word.start_s for word in turn.words] == sorted(word.start_s for word in turn.words)
    assert {(word.probability, word.channel) for word in turn.words} == {(1.0, 1)}
    assert span_of(turn, turn.text) == (turn.words[0].start_s, turn.words[-1].end_s)


@given(words=SPOKEN)
def test_keeps_the_times_of_what_was_heard_rightly(words: list[str]) -> None:
    """One word for another, word for word; what follows stays where it was."""
    turn = heard(["cinnamon", *words])

    put_right = reworded(turn, " ".join(["zinnia", *words]))

    assert [(word.start_s, word.end_s) for word in put_right.words] == [(w.start_s, w.end_s) for w in turn.words]
