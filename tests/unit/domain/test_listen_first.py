"""A quote with a word that the recogniser doubted is marked, wherever it is shown."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.listen_first import WEAK, listen_first, words_of
from shared.domain.notes.brief import write_brief
from shared.domain.notes.brief_lines import BriefHistory
from shared.domain.threads import EmotionalThread, Reading, RiskLine, Why
from shared.domain.transcript import Speaker, Transcript, Turn, Word

SURE, UNSURE = 0.9, 0.2


def a_turn(text: str, *unsure: int) -> Transcript:
    """One client turn whose words of these numbers were doubted."""
    words = tuple(Word(each, float(n), n + 0.5, UNSURE if n in unsure else SURE) for n, each in enumerate(text.split()))
    return Transcript((Turn(0, Speaker.CLIENT, 0.0, 60.0, text, words),))


def test_doubts_only_quotes_that_hold_the_weak_word() -> None:
    """A weak word elsewhere in the turn says nothing about the quote."""
    session = a_turn("I never told him that I was there that night.", 3)

    assert listen_first(session, 0, "I never told him")
    assert listen_first(session, 0, "told hi")
    assert not listen_first(session, 0, "that I was there that night.")


def test_finds_the_right_one_of_equal_words() -> None:
    """The second 'that' is weak, the first is not."""
    session = a_turn("that I saw, and that I heard", 4)

    assert not listen_first(session, 0, "that I saw")
    assert listen_first(session, 0, "that I heard")


def test_does_not_doubt_what_came_as_text() -> None:
    """Without words there are no probabilities."""
    session = Transcript((Turn(0, Speaker.CLIENT, 0.0, 9.0, "I never told him."),))

    assert not listen_first(session, 0, "I never told him.")
    assert not listen_first(a_turn("one two", 0), 0, "three")


@given(st.lists(st.sampled_from("a aa b ab, I it's".split()), min_size=1, max_size=12), st.data())
def test_gives_exactly_the_words_of_any_quote(texts: list[str], data: st.DataObject) -> None:
    """Any run of words, quoted from the first place where it stands, is found again."""
    session = a_turn(" ".join(texts))
    first = data.draw(st.integers(0, len(texts) - 1))
    last = data.draw(st.integers(first + 1, len(texts)))
    quote = " ".join(texts[:last])[len(" ".join(texts[:first])) :].strip()

    found = words_of(session.turns[0], session.turns[0].text)
    assert [word.text for word in found] == texts
    assert " ".join(word.text for word in words_of(session.turns[0], quote)).find(quote) >= 0


def test_marks_the_line_of_the_brief() -> None:
    """Threads and risk lines alike."""
    text = "I never told him that I was there."
    thread = EmotionalThread(0, text, "him", (Why.SHIFT,), 0.0, 9.0)
    reading = Reading((thread,), (RiskLine(0, text, 0.0),), "test")

    doubted = write_brief(reading, transcript=a_turn(text, 2), history=BriefHistory()).as_text()
    trusted = write_brief(reading, transcript=a_turn(text), history=BriefHistory()).as_text()

    assert doubted.count("listen first") == 2
    assert "listen first" not in trusted
    assert SURE >= WEAK > UNSURE
