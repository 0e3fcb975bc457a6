"""What must hold of any reading, whatever the scorer hears."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from shared.domain.reading.reader import open_threads, read_session
from shared.domain.threads import EmotionalThread, Why, is_spoken_by_client
from shared.domain.transcript import Transcript
from tests.unit.domain.reading.talk import SECONDS_A_TURN, Heard, ToldScorer, talk

OPEN = Heard(open=0.9, topic=1)
KITES = "He kept two paper kites on top of the wardrobe and never flew them"
BOOTS = "My mother's boots are still by the back door with the mud on them"
FAREWELL = "See you Tuesday then"

_words = st.lists(
    st.sampled_from("i the kite wardrobe, well. he kept it and um never flew so".split()), min_size=1, max_size=40
)
_heard = st.builds(
    Heard,
    open=st.floats(0, 1),
    closed=st.floats(0, 1),
    topic=st.integers(-1, 3),
)
_lines = st.lists(st.tuples(st.sampled_from("TC"), _words.map(" ".join), _heard), max_size=30)


def _session(lines: list[tuple[str, str, Heard]]) -> tuple[Transcript, ToldScorer]:
    transcript = talk(*(f"{speaker}: {text}" for speaker, text, _ in lines))
    return transcript, ToldScorer({text: heard for _, text, heard in lines})


@given(_lines)
def test_a_quote_is_an_exact_part_of_one_client_turn(lines: list[tuple[str, str, Heard]]) -> None:
    """Rule P3: whatever is found is quoted from the client, unchanged, and said when it was said."""
    transcript, scorer = _session(lines)

    reading = read_session(transcript, scorer=scorer)

    for thread in reading.threads:
        turn = transcript.turns[thread.turn]
        assert is_spoken_by_client(transcript, thread.turn, thread.quote)
        assert turn.start_s <= thread.start_s <= thread.end_s <= turn.end_s
        assert thread.turn in thread.turns


@given(_lines)
def test_reading_twice_equals_reading_once(lines: list[tuple[str, str, Heard]]) -> None:
    """A redelivered message must lead to the same reading."""
    transcript, scorer = _session(lines)

    assert read_session(transcript, scorer=scorer) == read_session(transcript, scorer=scorer)


@given(_lines, st.integers(0, 3))
def test_adding_a_closing_never_adds_an_open_thread(lines: list[tuple[str, str, Heard]], topic: int) -> None:
    """What is said to be settled may take a thread away and can never make one."""
    closing = "and that is that, settled"
    transcript, scorer = _session(lines)
    longer, told = _session([*lines, ("C", closing, Heard(closed=0.9, topic=topic))])

    before = _turns(open_threads(transcript, scorer.score(transcript.turns)))
    after = _turns(open_threads(longer, told.score(longer.turns)))

    assert after <= before


@given(_lines)
def test_at_most_five_threads_and_no_turn_in_two(lines: list[tuple[str, str, Heard]]) -> None:
    """A brief has room for few, and a turn belongs to one thread."""
    transcript, scorer = _session(lines)

    threads = read_session(transcript, scorer=scorer).threads

    assert len(threads) <= 5
    belonging = [turn for thread in threads for turn in thread.turns]
    assert len(belonging) == len(set(belonging))


def test_a_thread_that_is_closed_later_is_not_open() -> None:
    """An early cut that the session came back to and finished is closed."""
    settled = "I rang about the kites and they are hers now, that's done"
    transcript = talk(f"C: {KITES}", "T: How is sleep?", "C: Fine", "T: And the kites?", f"C: {settled}")
    scorer = ToldScorer({KITES: OPEN, settled: Heard(closed=0.9, topic=1)})

    assert read_session(transcript, scorer=scorer).threads == ()


def test_a_session_without_one_sure_thread_was_finished() -> None:
    """A lively half-sign is enough beside a sure thread, and never makes an open matter of a finished session."""
    whole_hour = ["T: Go on, as slowly as you like", "C: Right"] * 100
    transcript = talk(f"C: {KITES}", *whole_hour, f"C: {BOOTS}")
    half = Heard(open=0.65, topic=2)

    unsure = read_session(transcript, scorer=ToldScorer({BOOTS: half}))
    beside = read_session(transcript, scorer=ToldScorer({BOOTS: half, KITES: OPEN}))

    assert unsure.threads == ()
    assert [thread.turn for thread in beside.threads] == [0, 201]


def test_a_short_talk_needs_less_to_be_read() -> None:
    """Three minutes of talk hold fewer signs than an hour."""
    transcript = talk(f"C: {KITES}", "T: Go on")

    assert read_session(transcript, scorer=ToldScorer({KITES: Heard(open=0.55)})).threads != ()


def test_the_same_line_ranks_higher_at_minute_48_than_at_minute_10() -> None:
    """Rule P6: the doorknob counts more."""
    lines = ["T: Go on", "C: Right"] * 50
    lines[21], lines[97] = f"C: {BOOTS}", f"C: {KITES}"  # minutes 10 and 48 of 50
    scorer = ToldScorer({BOOTS: Heard(open=0.9, topic=1), KITES: Heard(open=0.9, topic=2)})

    later, earlier = read_session(talk(*lines), scorer=scorer).threads

    assert later.turn * SECONDS_A_TURN // 60 == 48
    assert earlier.turn * SECONDS_A_TURN // 60 == 10


@pytest.mark.parametrize(
    "farewell", [FAREWELL, "See you next week, thanks, bye", "bye bye take care", "Cheers. Same time Thursday"]
)
def test_a_farewell_is_never_promoted(farewell: str) -> None:
    """Rule P6 again: small talk at the door is not a doorknob disclosure."""
    transcript = talk("T: Until next week then", f"C: {farewell}")

    reading = read_session(transcript, scorer=ToldScorer({farewell: Heard(open=0.9)}))

    assert reading.threads == ()


def test_a_risk_sign_makes_a_risk_line() -> None:
    """What the scorer hears sideways is shown to a clinician as well as what the patterns know."""
    sideways, straight = "I have put everything in order for them", "I want to end my life"
    transcript = talk(f"C: {sideways}", "T: Mm", f"C: {straight}", f"T: {straight}")

    reading = read_session(transcript, scorer=ToldScorer({sideways: Heard(risk=0.99)}))

    assert [line.turn for line in reading.risk] == [0, 2]
    assert reading.holds_drafts


def test_an_empty_session_has_nothing_open() -> None:
    """A recording without speech still becomes a reading."""
    reading = read_session(Transcript(()), scorer=ToldScorer({}))

    assert (reading.threads, reading.risk) == ((), ())


@pytest.mark.parametrize(
    ("said", "answer", "why"),
    [
        (
            "Could you tell it was me, when you saw the kites on the hill that day?",
            "What do you make of asking?",
            Why.UNASKED,
        ),
        ("I let the kites go up by myself and they held the whole afternoon", "Lovely, well done, great", Why.PASSED),
        ("I'd like to keep the kites to myself a while and think it over on my own", "Of course", Why.LATER),
        ("There was a letter with the kites, I have it here", "Hold on to that, we'll come back to it", Why.PARKED),
    ],
)
def test_a_code_is_shown_by_the_client_and_by_who_moved_away(said: str, answer: str, why: Why) -> None:
    """No code without evidence: the client's turn, and the turn that moved away where one did."""
    transcript = talk("T: Go on", f"C: {said}", f"T: {answer}", "C: Right", *["T: How was the week?", "C: Fine"] * 9)

    (thread,) = read_session(transcript, scorer=ToldScorer({said: Heard(open=0.9)})).threads

    assert why in thread.why
    shown = next(item for item in thread.evidence if item.why is why)
    assert (shown.turn, shown.moved_away) in {(1, 2), (1, None)}


def _turns(threads: list[EmotionalThread]) -> set[int]:
    return {thread.turn for thread in threads}


def test_finds_nothing_where_only_the_therapist_speaks() -> None:
    """Dictation is nobody's session: no thread, and no risk line, is the client's."""
    told = Heard(open=0.9, topic=1, risk=0.9)
    transcript, scorer = _session([("T", KITES, told), ("T", BOOTS, told), ("T", FAREWELL, told)])

    reading = read_session(transcript, scorer=scorer)

    assert (reading.threads, reading.risk) == ((), ())
